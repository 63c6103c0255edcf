package io.tweedie.models.nn;

import io.tweedie.core.tensor.Device;
import io.tweedie.core.tensor.Precision;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.MemoryFormat;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * One named weight of a network. It knows its shape from the start and gets its value later, from
 * an initializer or a checkpoint, so that a network of any size is described without memory.
 *
 * <p>Threads may share it: what {@link #like} hands out stays valid whatever other threads ask for,
 * and until the caller's scope closes even if the parameter is closed meanwhile.
 */
public final class Parameter {

  private static final UnaryOperator<Tensor> AS_IT_IS = UnaryOperator.identity();

  /** What a value was made into for layers that compute in another way than checkpoints store. */
  private record Form(
      UnaryOperator<Tensor> rule, Device device, ScalarType type, MemoryFormat layout) {}

  /** The same for a layer that computes with weights in an order of its own. */
  private record Packed(UnaryOperator<Tensor> rule, ScalarType type) {}

  /** What a parameter is for its layer. */
  public enum Role {
    /** What activations are multiplied by or added to. */
    WEIGHT,
    /** Vectors of which one is looked up at a time. */
    TABLE,
    /** What its layer keeps while the network trains, and no gradient moves. */
    STATISTIC
  }

  private final String name;
  private final String formerName;
  private final long[] shape;
  private final Initializer initializer;
  private final boolean alwaysFloat32;
  private final Role role;
  private final Map<Form, Tensor> forms = new HashMap<>();
  private final Map<Packed, Tensor> packedForms = new HashMap<>();
  private final Set<ScalarType> unpacked = EnumSet.noneOf(ScalarType.class);
  private Tensor value;
  private Tensor packedValue;
  private boolean owned;
  private boolean movable;
  private boolean closed;
  private long formsVersion;

  Parameter(
      String name,
      String formerName,
      Initializer initializer,
      long[] shape,
      boolean alwaysFloat32,
      Role role) {
    this.name = name;
    this.formerName = formerName;
    this.initializer = initializer;
    this.shape = shape;
    this.alwaysFloat32 = alwaysFloat32;
    this.role = role;
  }

  /** The name under which checkpoints hold this parameter. */
  public String name() {
    return name;
  }

  /** The name under which a checkpoint with these names holds it: the former one if need be. */
  String nameIn(Set<String> names) {
    return !names.contains(name) && names.contains(formerName) ? formerName : name;
  }

  /** What it is for its layer. */
  public Role role() {
    return role;
  }

  /** Whether gradients move it. */
  public boolean isLearned() {
    return role != Role.STATISTIC;
  }

  /** The number format of its value if the network is loaded in one. */
  ScalarType storedIn(Precision precision) {
    return alwaysFloat32 ? ScalarType.Float : precision.scalarType();
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
   * The value itself, for initializers and optimizers: float32, unless it was loaded otherwise. Ask
   * again after {@link #like}, which may put it into other memory; layers take {@link #like} or
   * {@link #beside}.
   *
   * @throws IllegalStateException before the network was initialized or loaded, and after it was
   *     closed
   */
  public synchronized Tensor value() {
    if (closed) {
      throw new IllegalStateException(
          "this model was closed, and its weights are gone: load it again, and close it after its"
              + " last use");
    }
    if (packedValue != null) {
      unpack();
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
   * @param tensor of exactly {@link #shape()}, float32 unless it is to stay frozen; this parameter
   *     takes ownership
   */
  public synchronized void assign(Tensor tensor) {
    if (!Arrays.equals(tensor.shape(), shape)) {
      throw new IllegalArgumentException(
          "%s: expected shape %s, got %s"
              .formatted(name, Arrays.toString(shape), Arrays.toString(tensor.shape())));
    }
    tensor.retainReference();
    release();
    value = tensor;
    owned = false;
    movable = false;
    closed = false;
  }

  /** As {@link #assign}, of a tensor whose memory nobody else sees, so that it may move. */
  synchronized void own(Tensor tensor) {
    assign(tensor);
    owned = true;
    movable = true;
  }

  /**
   * The value in the number format and layout of the activations it meets. A frozen parameter
   * converts once and keeps the result until the value changes; one in training converts each time,
   * so that gradients reach the float32 value.
   *
   * @return a handle of the caller's scope
   */
  public Tensor like(Tensor activation) {
    return like(activation, AS_IT_IS);
  }

  /**
   * The same of another tensor that is computed from the value, once if the parameter is frozen.
   *
   * @param rule makes it from the float32 value; the same object for the same rule
   */
  Tensor like(Tensor activation, UnaryOperator<Tensor> rule) {
    ScalarType type = activation.scalar_type().intern();
    return in(new Form(rule, Device.of(activation), type, layoutFor(activation)));
  }

  /**
   * The float32 value on the device of the activations it meets, for layers that compute in float32
   * whatever their activations' number format.
   *
   * @return a handle of the caller's scope
   */
  public Tensor beside(Tensor activation) {
    return in(new Form(AS_IT_IS, Device.of(activation), ScalarType.Float, MemoryFormat.Contiguous));
  }

  /** As {@link #packed(Tensor, UnaryOperator, PackedConvolution)}, of the value itself. */
  Optional<Tensor> packed(Tensor activation, PackedConvolution layer) {
    return packed(activation, AS_IT_IS, layer);
  }

  /**
   * What {@link #like(Tensor, UnaryOperator)} gives, in the order of the layer that takes it; in
   * place of the value where nobody else sees that. There is one order at a time: once {@link
   * #like} was asked for what is packed, as for gradients, it stays in the order of checkpoints.
   *
   * @return a handle of the caller's scope; nothing for activations that the layer does not serve
   *     so, in training, and after {@link #like}
   */
  synchronized Optional<Tensor> packed(
      Tensor activation, UnaryOperator<Tensor> rule, PackedConvolution layer) {
    ScalarType type = activation.scalar_type().intern();
    if (!layer.serves(activation) || unpacked.contains(type) || trains()) {
      return Optional.empty();
    }
    if (packedValue != null && rule == AS_IT_IS && packedValue.scalar_type().intern() == type) {
      return Optional.of(new Tensor(packedValue));
    }
    Tensor weight = current();
    boolean inPlace = owned && rule == AS_IT_IS && type == weight.scalar_type().intern();
    Supplier<Tensor> packing =
        () -> layer.pack(rule.apply(weight).to(type), activation).retainReference();
    if (inPlace) {
      forgetForms();
      packedValue = packing.get();
      weight.close();
      value = null;
      return Optional.of(new Tensor(packedValue));
    }
    forms.keySet().stream()
        .filter(form -> form.rule() == rule && form.type() == type)
        .toList()
        .forEach(form -> forms.remove(form).close());
    return Optional.of(
        new Tensor(packedForms.computeIfAbsent(new Packed(rule, type), f -> packing.get())));
  }

  /** Puts the value back into the order of checkpoints, in which it is asked for. */
  private void unpack() {
    unpacked.add(packedValue.scalar_type().intern());
    value = packedValue.to_dense().reshape(shape).retainReference();
    packedValue.close();
    packedValue = null;
    movable = true;
  }

  private synchronized Tensor in(Form form) {
    Tensor weight = current();
    Tensor packed = packedForms.remove(new Packed(form.rule(), form.type()));
    if (packed != null) {
      packed.close();
      unpacked.add(form.type());
    }
    boolean asItIs =
        form.rule() == AS_IT_IS
            && form.type() == weight.scalar_type().intern()
            && form.device().equals(Device.of(weight));
    if (asItIs && weight.is_contiguous(form.layout())) {
      return new Tensor(weight);
    }
    if (weight.requires_grad()) {
      return convert(weight, form);
    }
    if (asItIs && movable) {
      // In place of the value, not beside it: large networks would fill the memory twice. Only
      // once, so that threads of two layouts do not turn it to and fro.
      forgetForms();
      value = convert(weight, form).retainReference();
      weight.close();
      movable = false;
      return new Tensor(value);
    }
    return new Tensor(forms.computeIfAbsent(form, f -> convert(weight, f).retainReference()));
  }

  /** The value, once forms of what it was before are gone. */
  private Tensor current() {
    Tensor weight = value();
    if (formsVersion != weight._version()) {
      forgetForms();
      formsVersion = weight._version();
    }
    return weight;
  }

  /** Whether gradients are wanted of this parameter. */
  synchronized boolean trains() {
    return packedValue == null && value().requires_grad();
  }

  private static Tensor convert(Tensor weight, Form form) {
    Tensor made = form.rule().apply(weight);
    return form.device().move(made, form.type()).contiguous(form.layout());
  }

  private MemoryFormat layoutFor(Tensor x) {
    boolean channelsLast =
        shape.length == 4
            && x.dim() == 4
            && !x.is_contiguous()
            && x.is_contiguous(MemoryFormat.ChannelsLast);
    return channelsLast ? MemoryFormat.ChannelsLast : MemoryFormat.Contiguous;
  }

  /** Switches gradients on for training, or off. Either way its other forms are of no use now. */
  synchronized void train(boolean on) {
    if (on && value().scalar_type().intern() != ScalarType.Float) {
      throw new IllegalStateException(
          "parameter " + name + " was loaded in bf16; load the network in fp32 to train it");
    }
    value().set_requires_grad(on && isLearned());
    forgetForms();
  }

  private void forgetForms() {
    forms.values().forEach(Tensor::close);
    forms.clear();
    packedForms.values().forEach(Tensor::close);
    packedForms.clear();
  }

  /** Frees the native memory of the value, which nobody may ask for any more. */
  synchronized void close() {
    release();
    closed = true;
  }

  private void release() {
    forgetForms();
    unpacked.clear();
    Stream.of(value, packedValue).filter(Objects::nonNull).forEach(Tensor::close);
    value = null;
    packedValue = null;
  }
}
