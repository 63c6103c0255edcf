package io.tweedie.images;

import io.tweedie.core.operator.Kernel;
import io.tweedie.core.task.InpaintingTask;
import io.tweedie.core.task.TaskFiles;
import java.nio.file.Path;
import org.bytedeco.pytorch.Tensor;

/**
 * The files that tasks name, on disk: masks as {@link Mask} reads them, kernels as {@link
 * KernelFile} does.
 */
public record DiskFiles() implements TaskFiles {

  @Override
  public Tensor mask(String file, InpaintingTask.Fill fill, long height, long width) {
    return Mask.read(Path.of(file), fill, Math.toIntExact(height), Math.toIntExact(width));
  }

  @Override
  public Kernel kernel(String file) {
    return KernelFile.read(Path.of(file));
  }
}
