package io.tweedie.core.operator;

import static org.bytedeco.pytorch.global.torch.cat;

import io.tweedie.core.tensor.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;

/**
 * Several measurements of the same image, such as two photos of it that shook differently: the
 * measurements are one upon the other along the channels, in the order of the operators. Linear if
 * all are.
 */
public class Stacked implements ForwardOperator {

  private final List<ForwardOperator> parts;
  private final Shape measurementShape;

  private Stacked(List<? extends ForwardOperator> parts) {
    if (parts.isEmpty()) {
      throw new IllegalArgumentException("a stack holds at least one operator");
    }
    this.parts = List.copyOf(parts);
    ForwardOperator first = parts.get(0);
    Shape size = first.measurementShape();
    long channels = 0;
    for (ForwardOperator part : parts) {
      Shape measured = part.measurementShape();
      if (!part.imageShape().equals(first.imageShape())) {
        throw new IllegalArgumentException(
            "a stack measures one image, but %s takes images of %s and %s of %s"
                .formatted(first.name(), first.imageShape(), part.name(), part.imageShape()));
      }
      if (measured.height() != size.height() || measured.width() != size.width()) {
        throw new IllegalArgumentException(
            "the measurements of a stack have one height and width, but %s gives %s and %s %s"
                .formatted(first.name(), size, part.name(), measured));
      }
      channels += measured.channels();
    }
    this.measurementShape = new Shape(channels, size.height(), size.width());
  }

  /**
   * The operators side by side.
   *
   * @return a {@link LinearOperator} if all are
   * @throws IllegalArgumentException if there are none, or they differ in the shape of their images
   *     or in the height or width of their measurements
   */
  public static ForwardOperator of(ForwardOperator... parts) {
    List<LinearOperator> linear = new ArrayList<>();
    for (ForwardOperator part : parts) {
      if (part instanceof LinearOperator a) {
        linear.add(a);
      }
    }
    return linear.size() == parts.length ? new Linear(linear) : new Stacked(List.of(parts));
  }

  /** As {@link #of(ForwardOperator...)}, of operators known to be linear. */
  public static LinearOperator of(LinearOperator... parts) {
    return new Linear(List.of(parts));
  }

  private static final class Linear extends Stacked implements LinearOperator {

    private final List<LinearOperator> parts;

    Linear(List<LinearOperator> parts) {
      super(parts);
      this.parts = List.copyOf(parts);
    }

    /**
     * {@inheritDoc}
     *
     * <p>The sum of the parts' adjoints, each of its own channels.
     */
    @Override
    public Tensor adjoint(Tensor y) {
      List<Tensor> slices = slices(y);
      Tensor sum = parts.get(0).adjoint(slices.get(0));
      for (int i = 1; i < parts.size(); i++) {
        sum = sum.add(parts.get(i).adjoint(slices.get(i)));
      }
      return sum;
    }
  }

  @Override
  public final String name() {
    return parts.stream().map(ForwardOperator::name).collect(Collectors.joining(" beside "));
  }

  @Override
  public final Shape imageShape() {
    return parts.get(0).imageShape();
  }

  @Override
  public final Shape measurementShape() {
    return measurementShape;
  }

  @Override
  public final Tensor apply(Tensor x) {
    imageShape().require(x, "image of " + name());
    TensorVector measurements = new TensorVector();
    parts.forEach(part -> measurements.push_back(part.apply(x)));
    return cat(measurements, 1);
  }

  @Override
  public final Tensor observed(Tensor y) {
    List<Tensor> slices = slices(y);
    TensorVector observed = new TensorVector();
    for (int i = 0; i < parts.size(); i++) {
      observed.push_back(parts.get(i).observed(slices.get(i)));
    }
    return cat(observed, 1);
  }

  /** The measurement of each part. */
  final List<Tensor> slices(Tensor y) {
    measurementShape.require(y, "measurement of " + name());
    List<Tensor> slices = new ArrayList<>();
    long channel = 0;
    for (ForwardOperator part : parts) {
      long channels = part.measurementShape().channels();
      slices.add(y.narrow(1, channel, channels));
      channel += channels;
    }
    return slices;
  }

  @Override
  public final String toString() {
    return name() + " of " + imageShape();
  }
}
