package io.tweedie.core.sampling;

import static org.bytedeco.pytorch.global.torch.grad;
import static org.bytedeco.pytorch.global.torch.zeros_like;

import io.tweedie.core.tensor.Scoped;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.BoolOptional;
import org.bytedeco.pytorch.GradMode;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorBase;
import org.bytedeco.pytorch.TensorTensorHook;
import org.bytedeco.pytorch.TensorVector;

/**
 * Work that is recorded as one piece and done again when its gradient is asked for (Chen et al.,
 * Training deep nets with sublinear memory cost, 2016).
 *
 * <p>The tensor library lets Java define no such piece, but hooks on gradients. So the work is done
 * without a recording, and its result hangs on the inputs by a zero: a hook on that zero sees the
 * gradient of the result, does the work again and differentiates it, and hooks on the inputs' side
 * put what came out in the place of the zero's gradients.
 */
final class Recomputation implements AutoCloseable {

  /** Calls Java with a gradient. */
  private static final class Hook extends TensorTensorHook {

    private final UnaryOperator<Tensor> replacement;

    Hook(UnaryOperator<Tensor> replacement) {
      this.replacement = replacement;
    }

    @Override
    public TensorBase call(TensorBase gradient) {
      return replacement.apply(new Tensor(gradient));
    }
  }

  private final Tape tape;
  private final List<Tensor> inputs;
  private final Function<List<Tensor>, Tensor> work;
  private final List<Hook> hooks = new ArrayList<>();
  private final Tensor[] gradients;

  /**
   * Work to be done.
   *
   * @param tape that records it
   * @param inputs of which at least one wants a gradient; handles of its own are kept
   * @param work as of {@link Tape#recomputed}
   */
  Recomputation(Tape tape, List<Tensor> inputs, Function<List<Tensor>, Tensor> work) {
    this.tape = tape;
    this.inputs = inputs.stream().map(input -> own(new Tensor(input))).toList();
    this.work = work;
    this.gradients = new Tensor[inputs.size()];
  }

  /** Does the work; to be called once. */
  Tensor result() {
    return Scoped.run(
        () -> {
          Tensor y = unrecorded();
          Tensor zero = null;
          for (int i = 0; i < inputs.size(); i++) {
            if (inputs.get(i).requires_grad()) {
              Tensor none = nothingOf(i).to(y.scalar_type().intern());
              zero = zero == null ? none : zero.add(none);
            }
          }
          Tensor everywhere = zero.expand(y.shape());
          hook(everywhere, this::differentiate);
          return y.add(everywhere);
        });
  }

  private Tensor unrecorded() {
    try (NoGradGuard off = new NoGradGuard()) {
      return work.apply(inputs.stream().map(Recomputation::detached).toList());
    }
  }

  private static Tensor detached(Tensor input) {
    return input.defined() ? input.detach() : input;
  }

  /** The sum of none of an input's elements. */
  private Tensor nothingOf(int i) {
    Tensor link = inputs.get(i).alias();
    hook(link, zero -> handedOver(i));
    return link.narrow(0, 0, 0).sum();
  }

  /** The library takes a handle of its own when the hook returns; the next call frees this one. */
  private Tensor handedOver(int i) {
    Tensor gradient = gradients[i];
    gradients[i] = null;
    tape.lend(gradient);
    return gradient;
  }

  private void hook(Tensor on, UnaryOperator<Tensor> replacement) {
    Hook hook = new Hook(replacement);
    hook.retainReference();
    hooks.add(hook);
    on.register_hook(hook);
  }

  private Tensor differentiate(Tensor upstream) {
    if (GradMode.is_enabled()) {
      // The gradient is going to be differentiated in its turn, by the inputs as they were
      // recorded;
      // and one of these may depend on another, which is not to be differentiated here.
      List<Tensor> apart = inputs.stream().map(in -> in.defined() ? in.alias() : in).toList();
      differentiate(apart, upstream, true);
    } else {
      try (Tape again = Tape.open()) {
        differentiate(inputs.stream().map(input -> leaf(again, input)).toList(), upstream, false);
        again.forget();
      }
    }
    return upstream;
  }

  private static Tensor leaf(Tape tape, Tensor input) {
    return input.requires_grad() ? tape.watch(input) : input;
  }

  private void differentiate(List<Tensor> by, Tensor upstream, boolean recorded) {
    try (PointerScope scope = new PointerScope()) {
      List<Integer> wanted = wanted();
      TensorVector made =
          grad(
              new TensorVector(work.apply(by)),
              new TensorVector(wanted.stream().map(by::get).toArray(Tensor[]::new)),
              new TensorVector(upstream),
              new BoolOptional(recorded),
              recorded,
              true);
      for (int k = 0; k < wanted.size(); k++) {
        Tensor gradient = new Tensor(made.get(k));
        int i = wanted.get(k);
        free(gradients[i]);
        gradients[i] = own(gradient.defined() ? gradient : zeros_like(by.get(i)));
      }
    }
  }

  private List<Integer> wanted() {
    List<Integer> wanted = new ArrayList<>();
    for (int i = 0; i < inputs.size(); i++) {
      if (inputs.get(i).requires_grad()) {
        wanted.add(i);
      }
    }
    return wanted;
  }

  private static Tensor own(Tensor tensor) {
    tensor.retainReference();
    return tensor;
  }

  /** Frees everything; nobody may differentiate through the result any more. */
  @Override
  public void close() {
    hooks.forEach(Hook::close);
    inputs.forEach(Tensor::close);
    Arrays.stream(gradients).forEach(Recomputation::free);
  }

  private static void free(Tensor gradient) {
    if (gradient != null) {
      gradient.close();
    }
  }
}
