package io.tweedie.cli.restore;

import io.tweedie.eval.metric.Psnr;
import io.tweedie.images.ImageFile;
import io.tweedie.images.LoadedImage;
import io.tweedie.models.checkpoint.Sha256;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.OptionalDouble;

/**
 * A file of a run beside the same file of its repetition.
 *
 * @param name of the file
 * @param outcome how they compare
 * @param psnr of the pictures in decibels, if they were compared as such
 * @param note why a file could not be compared; empty otherwise
 */
record RepeatedFile(String name, Outcome outcome, OptionalDouble psnr, String note) {

  /**
   * What rounding alone leaves between 8-bit pictures at the worst, in decibels: about one grey
   * level everywhere. In fp32 it leaves far less: repeated with AVX2 in place of AVX-512, runs of
   * 40 and 100 steps came out the same to the last grey level.
   */
  static final double ROUNDING_DECIBELS = 50;

  /** How a file compares with its repetition. */
  enum Outcome {
    /** Bit for bit. */
    SAME,
    /** Made on another kind of processor, and no further from it than by rounding. */
    ROUNDED,
    /** By more than rounding, or where there is none. */
    DIFFERENT,
    /** Different bits of which nobody can say more. */
    UNKNOWN
  }

  /**
   * Compares by the bits and, where the kind of the processor is another, by the pictures.
   *
   * @param then where the file of the run should be
   * @param hashThen SHA-256 of it, as recorded
   * @param now the file of the repetition; it may be missing
   * @param sameProcessor whether both were made on the same kind of processor
   */
  static RepeatedFile of(Path then, String hashThen, Path now, boolean sameProcessor)
      throws IOException {
    String name = then.getFileName().toString();
    if (!Files.exists(now)) {
      return new RepeatedFile(name, Outcome.DIFFERENT, OptionalDouble.empty(), "not written");
    }
    if (Sha256.of(now).equals(hashThen)) {
      return new RepeatedFile(name, Outcome.SAME, OptionalDouble.empty(), "");
    }
    if (sameProcessor) {
      return new RepeatedFile(name, Outcome.DIFFERENT, OptionalDouble.empty(), "");
    }
    if (!name.endsWith(".png")) {
      return unknown(name, "only PNG files are compared beyond their bits");
    }
    if (!Files.exists(then) || !Sha256.of(then).equals(hashThen)) {
      return unknown(name, "the run's own file is no longer beside its record");
    }
    OptionalDouble psnr = psnr(then, now);
    boolean near = psnr.isPresent() && psnr.getAsDouble() >= ROUNDING_DECIBELS;
    return new RepeatedFile(name, near ? Outcome.ROUNDED : Outcome.DIFFERENT, psnr, "");
  }

  private static RepeatedFile unknown(String name, String why) {
    return new RepeatedFile(name, Outcome.UNKNOWN, OptionalDouble.empty(), why);
  }

  /** Of the colours; empty if the pictures are of different shapes. */
  private static OptionalDouble psnr(Path then, Path now) {
    try (LoadedImage first = ImageFile.read(then);
        LoadedImage second = ImageFile.read(now)) {
      return Arrays.equals(first.pixels().shape(), second.pixels().shape())
          ? OptionalDouble.of(new Psnr().measure(first.pixels(), second.pixels())[0])
          : OptionalDouble.empty();
    }
  }

  /** The line for people. */
  String line() {
    String text =
        switch (outcome) {
          case SAME -> "the same";
          case ROUNDED -> "same within rounding";
          case DIFFERENT, UNKNOWN -> "differs";
        };
    if (psnr.isPresent()) {
      text += String.format(Locale.ROOT, ": PSNR %.1f dB", psnr.getAsDouble());
    }
    return name + ": " + text + (note.isEmpty() ? "" : " (" + note + ")");
  }
}
