package io.tweedie.models.checkpoint;

import java.nio.file.Path;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;

/** Tensors as plain numbers. */
final class Values {

  private Values() {}

  /** All elements, row by row. */
  static double[] of(Tensor tensor) {
    try (PointerScope scope = new PointerScope()) {
      double[] values = new double[(int) tensor.numel()];
      if (values.length > 0) {
        tensor.to(ScalarType.Double).contiguous().data_ptr_double().get(values);
      }
      return values;
    }
  }

  /** Opens a file, reads every tensor and closes all. */
  static void readAll(Path file) {
    try (Checkpoint checkpoint = Checkpoint.open(file)) {
      for (String name : checkpoint.tensors().keySet()) {
        checkpoint.read(name).close();
      }
    }
  }
}
