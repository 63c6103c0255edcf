package io.tweedie.cli.generate;

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
   * Those of some pictures of a run, a view.
   *
   * @param first of them
   * @param count how many they are
   * @param pictures of the whole run
   * @throws IllegalArgumentException if there are latents of neither one nor all pictures
   */
  Tensor of(int first, int count, int pictures) {
    if (all.size(0) == 1) {
      return all;
    }
    if (all.size(0) != pictures) {
      throw new IllegalArgumentException(
          "%s has latents of %d pictures, and %s drawn; give one for all or one for each"
              .formatted(file, all.size(0), pictures == 1 ? "1 is" : pictures + " are"));
    }
    return all.narrow(0, first, count);
  }

  /** Which of them are of a picture. */
  int index(int picture) {
    return all.size(0) == 1 ? 0 : picture;
  }
}
