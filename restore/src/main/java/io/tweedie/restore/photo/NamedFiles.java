package io.tweedie.restore.photo;

import io.tweedie.core.operator.ForwardOperator;
import io.tweedie.core.operator.Kernel;
import io.tweedie.core.task.InpaintingTask;
import io.tweedie.core.task.TaskFiles;
import io.tweedie.core.tensor.Shape;
import io.tweedie.images.DiskFiles;
import io.tweedie.models.bkse.BlurConfig;
import io.tweedie.models.bkse.EncodedBlur;
import io.tweedie.models.bkse.KernelSpaceBlur;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.bytedeco.pytorch.Tensor;

/**
 * The files that tasks name, on disk: masks and kernels as {@link DiskFiles} reads them, and the
 * networks of nonlinear blurs. A network, once loaded, stays, and all operators share it.
 */
public final class NamedFiles implements TaskFiles {

  private static final NamedFiles SHARED = new NamedFiles();

  private final TaskFiles plain = new DiskFiles();
  private final Map<Path, KernelSpaceBlur> networks = new ConcurrentHashMap<>();

  private NamedFiles() {}

  /** The files of this machine. */
  public static NamedFiles onDisk() {
    return SHARED;
  }

  @Override
  public Tensor mask(String file, InpaintingTask.Fill fill, long height, long width) {
    return plain.mask(file, fill, height, width);
  }

  @Override
  public Kernel kernel(String file) {
    return plain.kernel(file);
  }

  @Override
  public ForwardOperator blur(String name, String file, Shape image, long seed) {
    KernelSpaceBlur network =
        networks.computeIfAbsent(
            Path.of(file).toAbsolutePath(),
            path -> KernelSpaceBlur.load(path, BlurConfig.published()));
    return new EncodedBlur(name, network, image, seed);
  }
}
