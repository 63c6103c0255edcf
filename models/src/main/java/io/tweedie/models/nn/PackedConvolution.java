package io.tweedie.models.nn;

import static org.bytedeco.pytorch.global.torch.hasMKLDNN;

import io.tweedie.core.tensor.Scoped;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Dispatcher;
import org.bytedeco.pytorch.FunctionSchema;
import org.bytedeco.pytorch.GenericList;
import org.bytedeco.pytorch.GradMode;
import org.bytedeco.pytorch.IValue;
import org.bytedeco.pytorch.IValueVector;
import org.bytedeco.pytorch.OperatorHandle;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.Type;
import org.bytedeco.pytorch.global.torch.MemoryFormat;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * A convolution whose weights stay in the order that oneDNN computes in. Those in the order of
 * checkpoints it brings there at every call, which takes longer than the convolution itself where
 * channels are many and pixels few. What comes out has the same bits either way.
 *
 * <p>Features come and go channels-last, and nothing is recorded for gradients: {@link #serves}
 * tells where that will do.
 */
final class PackedConvolution {

  private static final long[] NO_DILATION = {1, 1};
  private static final long[] NO_FURTHER_PADDING = {0, 0};

  private final Supplier<Operators> operators;
  private final List<long[]> geometry;

  private PackedConvolution(Supplier<Operators> operators, long[]... geometry) {
    this.operators = operators;
    this.geometry = List.of(geometry);
  }

  /** Of weights [out, in, height, width]; of fewer dimensions where height or width is 1. */
  static PackedConvolution plain(long[] stride, long[] padding) {
    return new PackedConvolution(() -> Operators.PLAIN, padding, stride, NO_DILATION);
  }

  /** The transposed convolution of weights [in, out, height, width]. */
  static PackedConvolution transposed(long[] stride, long[] padding) {
    return new PackedConvolution(
        () -> Operators.TRANSPOSED, padding, NO_FURTHER_PADDING, stride, NO_DILATION);
  }

  /** Whether these features can be convolved so here, if no gradient of the weights is wanted. */
  boolean serves(Tensor x) {
    boolean channelsLast =
        x.dim() == 4 && !x.is_contiguous() && x.is_contiguous(MemoryFormat.ChannelsLast);
    return channelsLast
        && x.is_cpu()
        && !(GradMode.is_enabled() && x.requires_grad())
        && operators.get().formats.contains(x.scalar_type().intern());
  }

  /**
   * Weights in oneDNN's order for such features; for others of that number format they serve as
   * well, if sometimes no faster. {@code to_dense} gives them back.
   */
  Tensor pack(Tensor weight, Tensor x) {
    Tensor kernel = weight.dim() == 4 ? weight : weight.flatten(1, -1).unsqueeze(2).unsqueeze(3);
    return Scoped.run(
        () -> {
          List<IValue> arguments = new ArrayList<>(List.of(new IValue(kernel)));
          arguments.addAll(layer());
          arguments.add(integers(x.shape()));
          return call(operators.get().pack.orElseThrow(), arguments);
        });
  }

  /**
   * Convolves features that it {@linkplain #serves serves}.
   *
   * @param packed as {@link #pack} made them
   * @param bias may be empty
   */
  Tensor convolve(Tensor x, Tensor packed, Optional<Tensor> bias) {
    return Scoped.run(
        () -> {
          List<IValue> arguments = new ArrayList<>();
          arguments.add(new IValue(x));
          arguments.add(new IValue(packed));
          arguments.add(bias.map(IValue::new).orElseGet(IValue::new));
          arguments.addAll(layer());
          // No function of the result, so without the numbers that one would need.
          arguments.add(new IValue("none"));
          arguments.add(new IValue(new GenericList(operators.get().scalar.orElseThrow())));
          arguments.add(new IValue(""));
          return call(operators.get().run.orElseThrow(), arguments);
        });
  }

  private List<IValue> layer() {
    List<IValue> values = new ArrayList<>();
    geometry.forEach(numbers -> values.add(integers(numbers)));
    values.add(new IValue(1L));
    return values;
  }

  private IValue integers(long[] numbers) {
    GenericList list = new GenericList(operators.get().integer.orElseThrow());
    Arrays.stream(numbers).forEach(number -> list.push_back(new IValue(number)));
    return new IValue(list);
  }

  private static Tensor call(OperatorHandle operator, List<IValue> arguments) {
    IValueVector stack = new IValueVector(arguments.toArray(IValue[]::new));
    operator.callBoxed(stack);
    return new Tensor(stack.back().toTensor());
  }

  /**
   * The functions of the tensor library that Java reaches by their names alone; looked up at the
   * first use, as networks are described without that library.
   */
  private enum Operators {
    PLAIN("convolution"),
    TRANSPOSED("convolution_transpose");

    private final Optional<OperatorHandle> pack;
    private final Optional<OperatorHandle> run;
    private final Optional<Type.TypePtr> integer;
    private final Optional<Type.TypePtr> scalar;
    private final Set<ScalarType> formats;

    Operators(String name) {
      pack = find("mkldnn::_reorder_" + name + "_weight");
      run = find("mkldnn::_" + name + "_pointwise");
      integer = run.map(operator -> elementOf(operator, "padding"));
      scalar = run.map(operator -> elementOf(operator, "scalars"));
      formats = pack.isPresent() && run.isPresent() ? formats() : Collections.emptySet();
    }

    /** What a list among the arguments is of. */
    private static Type.TypePtr elementOf(OperatorHandle operator, String argument) {
      try (PointerScope scope = new PointerScope()) {
        FunctionSchema schema = operator.schema();
        int index = schema.argumentIndexWithName(argument).get();
        Type list = schema.arguments().getPointer(index).type().get();
        return list.containedType(0).retainReference();
      }
    }

    private static Set<ScalarType> formats() {
      Optional<OperatorHandle> brain = find("mkldnn::_is_mkldnn_bf16_supported");
      try (PointerScope scope = new PointerScope()) {
        IValueVector stack = new IValueVector();
        brain.ifPresent(operator -> operator.callBoxed(stack));
        boolean has = !stack.empty() && stack.back().toBool();
        return has
            ? EnumSet.of(ScalarType.Float, ScalarType.BFloat16)
            : EnumSet.of(ScalarType.Float);
      }
    }

    /** Builds without oneDNN have none. */
    private static Optional<OperatorHandle> find(String name) {
      try (PointerScope scope = new PointerScope()) {
        return hasMKLDNN()
            ? Optional.of(Dispatcher.singleton().findSchemaOrThrow(name, "").retainReference())
            : Optional.empty();
      } catch (RuntimeException e) {
        return Optional.empty();
      }
    }
  }
}
