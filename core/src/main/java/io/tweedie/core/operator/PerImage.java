package io.tweedie.core.operator;

import java.util.function.UnaryOperator;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;

/**
 * Arithmetic that gives an image the same bits whatever batch it comes in.
 *
 * <p>The tensor library picks the order of a sum, of a matrix product too, by the size of the whole
 * tensor. Where an order matters the batch is therefore taken apart.
 */
public final class PerImage {

  private PerImage() {}

  /** Applies {@code work} to each entry of the first dimension and stacks what it returns. */
  public static Tensor map(Tensor batch, UnaryOperator<Tensor> work) {
    TensorVector results = new TensorVector();
    for (long i = 0; i < batch.size(0); i++) {
      results.push_back(work.apply(batch.select(0, i)));
    }
    return torch.stack(results, 0);
  }

  /** Inner product of each pair of images, shape [N]. */
  static Tensor dot(Tensor a, Tensor b) {
    return map(a.mul(b), Tensor::sum);
  }

  /** Euclidean norm of each image, shape [N]. Its gradient at a zero image is zero. */
  public static Tensor norm(Tensor batch) {
    return map(batch, Tensor::norm);
  }
}
