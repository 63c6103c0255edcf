package io.tweedie.models.bkse;

import static io.tweedie.core.tensor.Scalars.scalar;

import io.tweedie.core.operator.ForwardOperator;
import io.tweedie.core.random.KeyedNoise;
import io.tweedie.core.tensor.Shape;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.ScalarOptional;
import org.bytedeco.pytorch.Tensor;

/**
 * The nonlinear blur of DPS (Chung et al., 2023): what {@link KernelSpaceBlur} makes of an image
 * and a random code.
 *
 * <p>The code is drawn once, from the seed, and is part of the operator. The code of DPS draws
 * another one whenever it measures, so that its gradients are of other blurs than the
 * measurement's.
 *
 * <p>Owns the code; the network belongs to whoever loaded it and may serve many operators.
 */
public final class EncodedBlur implements ForwardOperator {

  /** Standard deviation of the numbers of a code, by the authors of both works. */
  private static final double CODE_DEVIATION = 1.2;

  private final String name;
  private final KernelSpaceBlur network;
  private final Shape imageShape;
  private final Tensor code;

  /**
   * Draws a blur.
   *
   * @param name the task, such as {@code deblur-nonlinear:GOPRO_wVAE.pth}
   * @param network with its weights, open as long as this is in use
   * @param imageShape height and width are multiples of {@link KernelSpaceBlur#SIZE_MULTIPLE}
   * @param seed chooses the blur
   * @throws IllegalArgumentException for other shapes
   */
  public EncodedBlur(String name, KernelSpaceBlur network, Shape imageShape, long seed) {
    this.name = name;
    this.network = network;
    this.imageShape = imageShape;
    Shape codeShape = network.kernelShape(imageShape);
    try (PointerScope scope = new PointerScope()) {
      this.code =
          new KeyedNoise(seed, new long[] {0})
              .normal(0, "code of the blur", codeShape)
              .mul(scalar(CODE_DEVIATION))
              .retainReference();
    }
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public Shape imageShape() {
    return imageShape;
  }

  @Override
  public Shape measurementShape() {
    return imageShape;
  }

  /**
   * {@inheritDoc}
   *
   * <p>Clipped to [-1, 1], where the gradient ends.
   */
  @Override
  public Tensor apply(Tensor x) {
    imageShape.require(x, "image of " + name);
    Tensor blurred = network.forward(x.add(scalar(1)).mul(scalar(0.5)), code.to(x));
    return blurred
        .mul(scalar(2))
        .sub(scalar(1))
        .clamp(new ScalarOptional(scalar(-1)), new ScalarOptional(scalar(1)));
  }

  @Override
  public String toString() {
    return name + " of " + imageShape;
  }
}
