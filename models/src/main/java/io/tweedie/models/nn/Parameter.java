package io.tweedie.models.nn;

import java.util.Arrays;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.MemoryFormat;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * One named weight of a network. It knows its shape from the start and gets its value later, from
 * an initializer or a checkpoint, so that a network of any size is described without memory.
 */
public final class Parameter {

  private final String name;
  private final long[] shape;
  private final Initializer initializer;
  private Tensor value;
  private boolean owned;
  private boolean closed;
  private Tensor converted;
  private MemoryFormat convertedLayout;
  private long convertedVersion;

  Parameter(String name, Initializer initializer, long[] shape) {
    this.name = name;
    this.initializer = initializer;
    this.shape = shape;
  }

  /** The name under which checkpoints hold this parameter. */
  public String name() {
    return name;
  }

  /** A copy of the shape. */
  public long[] shape() {
    return shape.clone();
  }

  /** How it starts before training. */
  public Initializer initializer() {
    return initializer;
  }

  /** Number of elements. */
  public long elements() {
    return Arrays.stream(shape).reduce(1, Math::multiplyExact);
  }

  /**
   * The float32 value. Ask again after {@link #like}, which may put it into other memory.
   *
   * @throws IllegalStateException before the network was initialized or loaded, and after it was
   *     closed
   */
  public Tensor value() {
    if (closed) {
      throw new IllegalStateException(
          "this model was closed, and its weights are gone: load it again, and close it after its"
              + " last use");
    }
    if (value == null) {
      throw new IllegalStateException(
          "parameter " + name + " has no value yet: load a checkpoint or initialize the network");
    }
    return value;
  }

  /**
   * Gives this parameter its value and frees the one before.
   *
   * @param tensor float32 of exactly {@link #shape()}; this parameter takes ownership
   */
  public void assign(Tensor tensor) {
    if (!Arrays.equals(tensor.shape(), shape)) {
      throw new IllegalArgumentException(
          "%s: expected shape %s, got %s"
              .formatted(name, Arrays.toString(shape), Arrays.toString(tensor.shape())));
    }
    tensor.retainReference();
    release();
    value = tensor;
    owned = false;
    closed = false;
  }

  /** As {@link #assign}, of a tensor whose memory nobody else sees, so that it may move. */
  void own(Tensor tensor) {
    assign(tensor);
    owned = true;
  }

  /**
   * The value in the number format and layout of the activations it meets. A frozen parameter
   * converts once and keeps the result until the value changes; one in training converts each time,
   * so that gradients reach the float32 value.
   */
  public Tensor like(Tensor activation) {
    Tensor weight = value();
    ScalarType type = activation.scalar_type().intern();
    MemoryFormat layout = layoutFor(activation);
    boolean sameType = type == weight.scalar_type().intern();
    if (sameType && weight.is_contiguous(layout)) {
      return weight;
    }
    if (weight.requires_grad()) {
      return convert(weight, type, layout);
    }
    if (sameType && owned) {
      // In place of the value, not beside it: large networks would fill the memory twice.
      own(convert(weight, type, layout));
      return value;
    }
    if (converted == null
        || converted.scalar_type().intern() != type
        || convertedLayout != layout
        || convertedVersion != weight._version()) {
      free(converted);
      converted = convert(weight, type, layout);
      converted.retainReference();
      convertedLayout = layout;
      convertedVersion = weight._version();
    }
    return converted;
  }

  private static Tensor convert(Tensor weight, ScalarType type, MemoryFormat layout) {
    return weight.to(type).contiguous(layout);
  }

  private MemoryFormat layoutFor(Tensor x) {
    boolean channelsLast =
        shape.length == 4
            && x.dim() == 4
            && !x.is_contiguous()
            && x.is_contiguous(MemoryFormat.ChannelsLast);
    return channelsLast ? MemoryFormat.ChannelsLast : MemoryFormat.Contiguous;
  }

  private static void free(Tensor tensor) {
    if (tensor != null) {
      tensor.close();
    }
  }

  /** Switches gradients on for training, or off. Either way its converted form is of no use now. */
  void train(boolean on) {
    value().set_requires_grad(on);
    forgetConversion();
  }

  private void forgetConversion() {
    free(converted);
    converted = null;
  }

  /** Frees the native memory of the value, which nobody may ask for any more. */
  void close() {
    release();
    closed = true;
  }

  private void release() {
    forgetConversion();
    free(value);
    value = null;
  }
}
