package io.tweedie.eval.distribution;

import io.tweedie.core.file.WholeFile;
import io.tweedie.images.NpyHeader;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.List;
import java.util.Optional;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * Statistics of a set of images as pytorch-fid and guided-diffusion keep them: a {@code .npz} with
 * {@code mu} and {@code sigma}, and of guided-diffusion {@code mu_s} and {@code sigma_s}. What is
 * written also has {@code count}, and says in a comment of which features it is.
 *
 * @param features of which features; empty where the file does not say
 * @param pooled those of FID
 * @param spatial those of sFID
 */
public record StatisticsFile(String features, Gaussian pooled, Optional<Gaussian> spatial) {

  /** Widest features that are read: their covariance fills 134 MB. */
  private static final int WIDEST = 4096;

  /** The least that a zip can tell: when it was written is no part of the statistics. */
  private static final LocalDateTime EPOCH = LocalDateTime.of(1980, 1, 1, 0, 0);

  private static final String COUNT = "count";
  private static final String MEAN = "mu";
  private static final String COVARIANCE = "sigma";
  private static final String SPATIAL = "_s";

  /** Whether a file has statistics. */
  public static boolean isOne(NpzFile file) {
    return file.has(MEAN) && file.has(COVARIANCE);
  }

  /**
   * Reads a file.
   *
   * @throws IllegalArgumentException if it is damaged or of something else
   * @throws IOException if it cannot be read
   */
  public static StatisticsFile read(Path file) throws IOException {
    try (NpzFile npz = NpzFile.open(file)) {
      return read(file, npz);
    }
  }

  /**
   * Reads the statistics of an open file.
   *
   * @param file as messages name it
   */
  public static StatisticsFile read(Path file, NpzFile npz) throws IOException {
    long count = 0;
    if (npz.has(COUNT)) {
      double[] stored = npz.numbers(COUNT, 1).values();
      count = stored.length == 1 && stored[0] >= 0 ? (long) stored[0] : 0;
    }
    Gaussian pooled = gaussian(file, npz, "", count);
    boolean both = npz.has(MEAN + SPATIAL) && npz.has(COVARIANCE + SPATIAL);
    return new StatisticsFile(
        npz.comment(),
        pooled,
        both ? Optional.of(gaussian(file, npz, SPATIAL, count)) : Optional.empty());
  }

  private static Gaussian gaussian(Path file, NpzFile npz, String suffix, long count)
      throws IOException {
    NpzFile.Numbers mean = npz.numbers(MEAN + suffix, WIDEST);
    int width = mean.values().length;
    NpzFile.Numbers covariance = npz.numbers(COVARIANCE + suffix, Math.max(1, width * width));
    try {
      if (mean.shape().size() != 1 || !covariance.shape().equals(List.of(width, width))) {
        throw new IllegalArgumentException(
            "a mean of n and a covariance of n x n are expected, got %s and %s"
                .formatted(mean.shape(), covariance.shape()));
      }
      return new Gaussian(count, mean.values(), covariance.values());
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "%s: %s%s, %s%s: %s".formatted(file, MEAN, suffix, COVARIANCE, suffix, e.getMessage()),
          e);
    }
  }

  /**
   * Refuses statistics that say they are of other features.
   *
   * @param description of the features that they are to be compared with
   * @throws IllegalArgumentException naming both
   */
  public void requireFeatures(String description) {
    if (!features.isEmpty() && !features.equals(description)) {
      throw new IllegalArgumentException(
          "the reference is of %s, but the results are looked at by %s"
              .formatted(features, description));
    }
  }

  /**
   * Writes a file, whole or not at all.
   *
   * @throws IOException if it cannot be written
   */
  public void write(Path file) throws IOException {
    WholeFile.write(
        file,
        part -> {
          try (ZipOutputStream zip =
              new ZipOutputStream(new BufferedOutputStream(Files.newOutputStream(part)))) {
            zip.setComment(features);
            add(zip, MEAN, pooled.mean(), pooled.width());
            add(zip, COVARIANCE, pooled.covariance(), pooled.width(), pooled.width());
            if (spatial.isPresent()) {
              Gaussian of = spatial.get();
              add(zip, MEAN + SPATIAL, of.mean(), of.width());
              add(zip, COVARIANCE + SPATIAL, of.covariance(), of.width(), of.width());
            }
            if (pooled.count() > 0) {
              add(zip, COUNT, new double[] {pooled.count()});
            }
          }
        });
  }

  private static void add(ZipOutputStream zip, String name, double[] values, Integer... shape)
      throws IOException {
    ZipEntry entry = new ZipEntry(name + ".npy");
    entry.setTimeLocal(EPOCH);
    zip.putNextEntry(entry);
    zip.write(new NpyHeader("<f8", false, List.of(shape)).bytes());
    writeNumbers(zip, values);
    zip.closeEntry();
  }

  private static void writeNumbers(OutputStream out, double[] values) throws IOException {
    int piece = 1 << 13;
    ByteBuffer bytes = ByteBuffer.allocate(piece * Double.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    for (int at = 0; at < values.length; at += piece) {
      bytes.clear();
      for (int i = at; i < Math.min(at + piece, values.length); i++) {
        bytes.putDouble(values[i]);
      }
      out.write(bytes.array(), 0, bytes.position());
    }
  }
}
