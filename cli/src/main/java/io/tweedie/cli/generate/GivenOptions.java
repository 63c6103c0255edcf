package io.tweedie.cli.generate;

import io.tweedie.core.task.InpaintingTask.Fill;
import io.tweedie.images.ImageFile;
import io.tweedie.images.LoadedImage;
import io.tweedie.images.Mask;
import io.tweedie.models.checkpoint.Sha256;
import io.tweedie.models.pipeline.GivenPicture;
import io.tweedie.restore.record.RunRecord;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.bytedeco.pytorch.Tensor;
import picocli.CommandLine.Option;

/** A picture that is changed, in place of drawing from noise alone. */
final class GivenOptions {

  /** As of diffusers' pipelines. */
  private static final double USUAL_STRENGTH = 0.8;

  @Option(
      names = "--image",
      paramLabel = "FILE",
      description = "Change this picture; its size is that of the result.")
  private Path image;

  @Option(
      names = "--strength",
      paramLabel = "S",
      description =
          "How much --image is changed, above 0 and up to 1: the share of the steps that are done"
              + " (default: 0.8; with --mask 1).")
  private Double strength;

  @Option(
      names = "--mask",
      paramLabel = "FILE",
      description =
          "Draw only where this picture of the size of --image is black; what is white stays as it"
              + " is.")
  private Path mask;

  @Option(
      names = "--mask-fill",
      paramLabel = "COLOUR",
      defaultValue = "black",
      description = "What --mask paints where to draw: black or white (default: ${DEFAULT-VALUE}).")
  private String fill;

  /**
   * Checks what can be told before a picture is read.
   *
   * @throws IllegalArgumentException if the options do not go together, or a value makes no sense
   */
  void check() {
    if (image == null && (mask != null || strength != null)) {
      throw new IllegalArgumentException(
          "%s is for --image; name the picture that is to be changed"
              .formatted(mask != null ? "--mask" : "--strength"));
    }
    GivenPicture.requireStrength(strength());
    Fill.parse(fill);
  }

  private double strength() {
    return strength == null ? mask == null ? USUAL_STRENGTH : 1 : strength;
  }

  /** Reads the picture and its mask, if there are any; the tensors are the caller's to free. */
  Optional<GivenPicture> read() {
    if (image == null) {
      return Optional.empty();
    }
    LoadedImage loaded = ImageFile.read(image);
    Tensor pixels = loaded.pixels().expand(1, 3, loaded.height(), loaded.width()).contiguous();
    Optional<Tensor> kept =
        Optional.ofNullable(mask)
            .map(file -> Mask.read(file, Fill.parse(fill), loaded.height(), loaded.width()));
    return Optional.of(new GivenPicture(pixels, strength(), kept));
  }

  /** What is to be told of them with each picture. */
  Map<String, Object> describe() throws IOException {
    Map<String, Object> description = new LinkedHashMap<>();
    if (image != null) {
      description.put("image_sha256", Sha256.of(image));
      description.put("strength", strength());
    }
    if (mask != null) {
      description.put("mask_sha256", Sha256.of(mask));
      description.put("mask_fill", fill);
    }
    return description;
  }

  /** Names the files in the record. */
  void record(RunRecord record) throws IOException {
    if (image != null) {
      record.input(image);
    }
    if (mask != null) {
      record.input(mask);
    }
  }
}
