package io.tweedie.core.operator;

import static io.tweedie.core.tensor.Scalars.scalar;
import static org.bytedeco.pytorch.global.torch.linalg_eigh;
import static org.bytedeco.pytorch.global.torch.outer;

import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.T_TensorTensor_T;
import org.bytedeco.pytorch.Tensor;

/**
 * Shrinks images by a whole factor with an antialiased bicubic kernel, the super-resolution task of
 * most benchmarks; see {@link BicubicResize} for the exact definition.
 *
 * <p>A works on rows and columns apart, so A A' = (U S U') &otimes; (V T V') comes from two small
 * eigenproblems, and with it every inverse. A has full row rank and is well conditioned (its
 * singular values differ by less than a factor of 1.5), so that A A+ y = y.
 */
public final class BicubicDownsampling implements LinearOperator {

  private final int factor;
  private final BicubicResize resize;
  private final Separable basis;
  private final Tensor eigenvalues;

  /**
   * Prepares the weights and both eigenproblems.
   *
   * @param imageShape shape of the large images; height and width are multiples of the factor
   * @param factor how many times smaller a measurement is along each axis, at least 2
   * @throws IllegalArgumentException for smaller factors and sizes that do not divide
   */
  public BicubicDownsampling(Shape imageShape, int factor) {
    Downsampling.requireDivisible(imageShape, factor);
    this.factor = factor;
    Shape small = Downsampling.shrink(imageShape, factor);
    this.resize = new BicubicResize(imageShape, small.height(), small.width());
    try (PointerScope scope = new PointerScope()) {
      T_TensorTensor_T rows = eigenproblem(resize.weights().rows());
      T_TensorTensor_T columns = eigenproblem(resize.weights().columns());
      this.basis = new Separable(rows.get1(), columns.get1());
      this.eigenvalues = outer(rows.get0(), columns.get0()).retainReference();
    }
  }

  private static T_TensorTensor_T eigenproblem(Tensor a) {
    return linalg_eigh(a.matmul(a.mT()));
  }

  @Override
  public String name() {
    return "sr-bicubic:" + factor;
  }

  @Override
  public Shape imageShape() {
    return resize.from();
  }

  @Override
  public Shape measurementShape() {
    return resize.to();
  }

  @Override
  public Tensor apply(Tensor x) {
    return resize.weights().apply(imageShape().require(x, "image of " + name()));
  }

  @Override
  public Tensor adjoint(Tensor y) {
    return resize.weights().applyTransposed(requireMeasurement(y));
  }

  /**
   * {@inheritDoc}
   *
   * <p>A' (A A')^-1 y.
   */
  @Override
  public Tensor pseudoInverse(Tensor y) {
    return adjoint(solve(requireMeasurement(y), 0));
  }

  /**
   * {@inheritDoc}
   *
   * <p>z + A' (A A' + rho I)^-1 (y - A z).
   */
  @Override
  public Tensor proximal(Tensor z, Tensor y, double rho) {
    ProximalWeight.require(rho);
    return z.add(adjoint(solve(requireMeasurement(y).sub(apply(z)), rho)));
  }

  /** (A A' + damping I)^-1 r. */
  private Tensor solve(Tensor r, double damping) {
    Tensor spectrum = eigenvalues.to(r).add(scalar(damping));
    return basis.apply(basis.applyTransposed(r).div(spectrum));
  }

  private Tensor requireMeasurement(Tensor y) {
    return measurementShape().require(y, "measurement of " + name());
  }

  @Override
  public String toString() {
    return name() + " of " + imageShape();
  }
}
