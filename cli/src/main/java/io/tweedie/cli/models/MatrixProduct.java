package io.tweedie.cli.models;

import static org.bytedeco.pytorch.global.torch.get_num_threads;
import static org.bytedeco.pytorch.global.torch.matmul;
import static org.bytedeco.pytorch.global.torch.randn;

import io.tweedie.cli.terminal.Stopwatch;
import io.tweedie.core.tensor.Precision;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.openblas.global.openblas;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;

/** The speed of large matrix products: what networks of convolutions can hope for. */
final class MatrixProduct {

  private static final long SIDE = 2048;
  private static final double GFLOP = 2e-9 * SIDE * SIDE * SIDE;

  private MatrixProduct() {}

  /** The best speed of several products, in 1e9 multiplications and additions a second. */
  static double gflops(Precision precision, Stopwatch stopwatch) {
    // The library's own setting is one thread, because its threads get in the way of others.
    openblas.blas_set_num_threads(get_num_threads());
    try (PointerScope scope = new PointerScope();
        NoGradGuard guard = new NoGradGuard()) {
      Tensor a = randn(SIDE, SIDE).to(precision.scalarType());
      Tensor b = randn(SIDE, SIDE).to(precision.scalarType());
      return GFLOP / stopwatch.shortest(() -> matmul(a, b));
    } finally {
      openblas.blas_set_num_threads(1);
    }
  }
}
