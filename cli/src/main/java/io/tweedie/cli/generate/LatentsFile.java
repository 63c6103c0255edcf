package io.tweedie.cli.generate;

import io.tweedie.core.tensor.Shape;
import io.tweedie.models.checkpoint.Checkpoint;
import io.tweedie.models.checkpoint.Sha256;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * Initial latents from a file, as programs exchange them: standard normal, before any scheduler
 * scales them.
 *
 * @param file safetensors, or any checkpoint that can be read
 * @param all float32 N x C x h x w
 * @param hash SHA-256 of the file
 */
record LatentsFile(Path file, Tensor all, String hash) {

  /** Name of the tensor. */
  static final String TENSOR = "latents";

  /**
   * Reads a file; the tensor is the caller's to free.
   *
   * @throws IllegalArgumentException if it has no such tensor, or one of another shape
   */
  static LatentsFile read(Path file) throws IOException {
    try (Checkpoint checkpoint = Checkpoint.open(file)) {
      if (!checkpoint.tensors().containsKey(TENSOR)) {
        throw new IllegalArgumentException(
            "%s has no tensor '%s'; it has: %s"
                .formatted(file, TENSOR, String.join(", ", checkpoint.tensors().keySet())));
      }
      Tensor read = checkpoint.read(TENSOR);
      if (read.dim() != 4) {
        throw new IllegalArgumentException(
            "%s: latents are N x C x h x w, got %s".formatted(file, Arrays.toString(read.shape())));
      }
      return new LatentsFile(file, read.to(ScalarType.Float), Sha256.of(file));
    }
  }

  /**
   * Checks that they are for a run.
   *
   * @param latent shape of each picture's
   * @param pictures of the run
   * @throws IllegalArgumentException if they are of another shape, or of neither one nor all
   *     pictures
   */
  void requireServes(Shape latent, int pictures) {
    if (!latent.equals(Shape.of(all)) || all.size(0) != 1 && all.size(0) != pictures) {
      throw new IllegalArgumentException(
          "%s: latents of %d pictures of this size are %s x %s, one for all or one for each; got %s"
              .formatted(
                  file,
                  pictures,
                  pictures == 1 ? "1" : "1 or " + pictures,
                  latent,
                  Arrays.toString(all.shape())));
    }
  }

  /** Those of a picture, a view. */
  Tensor of(int picture) {
    return all.narrow(0, index(picture), 1);
  }

  /** Which of them are of a picture. */
  int index(int picture) {
    return all.size(0) == 1 ? 0 : picture;
  }
}
