package io.tweedie.core.sampling;

import static org.bytedeco.pytorch.global.torch.grad;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.AutoGradMode;
import org.bytedeco.pytorch.BoolOptional;
import org.bytedeco.pytorch.GradMode;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;

/**
 * While open, what is computed from the tensors it watches can be differentiated with respect to
 * them: x_t ({@link Step#watch}), a text's context, a latent, whatever a method fits.
 */
public final class Tape implements AutoCloseable {

  /** What becomes of a recording when a gradient has been taken of it. */
  public enum After {
    /** It is let go, with its memory. */
    LET_GO,
    /** It stays for further gradients. */
    KEPT,
    /** It stays, and the gradient is recorded too, so that it can be differentiated in turn. */
    DIFFERENTIABLE
  }

  private static final ThreadLocal<Tape> INNERMOST = new ThreadLocal<>();

  private final AutoGradMode mode;
  private final Tape around;
  private final List<Tensor> watched = new ArrayList<>();
  private final List<Recomputation> recomputations = new ArrayList<>();
  private Tensor lent;
  private boolean closed;

  private Tape() {
    this.mode = new AutoGradMode(true);
    this.around = INNERMOST.get();
    INNERMOST.set(this);
  }

  /** A tape that watches nothing yet; to be closed when the gradients are taken. */
  public static Tape open() {
    return new Tape();
  }

  /**
   * Watches a tensor.
   *
   * @param value of floating point numbers
   * @return the same numbers, to compute with: gradients are with respect to this tensor
   */
  public Tensor watch(Tensor value) {
    Tensor leaf = value.detach().set_requires_grad(true);
    watched.add(leaf);
    return leaf;
  }

  /**
   * Does work of which the innermost tape of this thread records no more than its inputs: where a
   * gradient goes through it, it is done again. Without a tape it is just done.
   *
   * @param inputs all tensors that the work depends on, but for parameters without gradients
   * @param work makes a tensor that is none of its inputs; the same each time
   * @return its result; gradients go on to those of the inputs that want one
   */
  public static Tensor recomputed(List<Tensor> inputs, Function<List<Tensor>, Tensor> work) {
    Tape tape = INNERMOST.get();
    boolean recorded = GradMode.is_enabled() && inputs.stream().anyMatch(Tensor::requires_grad);
    if (tape == null || !recorded) {
      return work.apply(inputs);
    }
    Recomputation recomputation = new Recomputation(tape, inputs, work);
    tape.recomputations.add(recomputation);
    return recomputation.result();
  }

  /**
   * The gradient with respect to what was watched first; of {@link Step#watch} this is x_t.
   *
   * @param values one number for each image, shape [N], computed while this tape was open
   * @return for each image the gradient of its own value, of the shape of what was watched
   */
  public Tensor gradient(Tensor values) {
    if (watched.isEmpty()) {
      throw new IllegalStateException("nothing is watched that could be differentiated by");
    }
    return gradient(values, watched.get(0));
  }

  /**
   * The gradient with respect to one tensor.
   *
   * @param values numbers whose sum is differentiated, computed while this tape was open
   * @param wrt what {@link #watch} gave, or anything that was computed from it
   * @return of the shape of {@code wrt}
   */
  public Tensor gradient(Tensor values, Tensor wrt) {
    return gradients(values, List.of(wrt), After.LET_GO).get(0);
  }

  /**
   * The gradients with respect to several tensors in one pass.
   *
   * @param values numbers whose sum is differentiated, computed while this tape was open
   * @param wrt each what {@link #watch} gave, or anything that was computed from it
   * @param after what becomes of the recording
   * @return one for each of {@code wrt}, of its shape
   * @throws IllegalArgumentException if the values do not depend on one of them
   * @throws IllegalStateException if this tape is closed
   */
  public List<Tensor> gradients(Tensor values, List<Tensor> wrt, After after) {
    if (closed) {
      throw new IllegalStateException("this tape is closed; take gradients while it is open");
    }
    if (!values.requires_grad()) {
      throw new IllegalArgumentException(
          "the values to differentiate were not computed from anything that is watched");
    }
    PointerScope around = PointerScope.getInnerScope();
    try (PointerScope inner = new PointerScope()) {
      TensorVector gradients =
          grad(
              new TensorVector(values.sum()),
              new TensorVector(wrt.toArray(Tensor[]::new)),
              new TensorVector(),
              new BoolOptional(after != After.LET_GO),
              after == After.DIFFERENTIABLE,
              true);
      List<Tensor> results = new ArrayList<>();
      for (int i = 0; i < wrt.size(); i++) {
        results.add(owned(gradients, i, wrt.size(), around));
      }
      return results;
    }
  }

  private static Tensor owned(TensorVector gradients, int i, int count, PointerScope around) {
    // What get() returns points into the vector; the copy stands on its own.
    Tensor gradient = new Tensor(gradients.get(i));
    if (!gradient.defined()) {
      throw new IllegalArgumentException(
          "the values do not depend on tensor %d of the %d to differentiate by"
              .formatted(i + 1, count));
    }
    if (around == null) {
      gradient.retainReference();
    } else {
      around.attach(gradient);
    }
    return gradient;
  }

  /** Keeps a handle until there is the next one, or the tape is closed. */
  void lend(Tensor handle) {
    if (lent != null) {
      lent.close();
    }
    lent = handle;
  }

  /** Lets go what is done again, which nobody may differentiate any more. */
  void forget() {
    recomputations.forEach(Recomputation::close);
    recomputations.clear();
  }

  /** What it recorded may be a part of what the tape around it records, and stays for that one. */
  @Override
  public void close() {
    if (closed) {
      return;
    }
    closed = true;
    lend(null);
    INNERMOST.set(around);
    mode.close();
    if (around == null) {
      forget();
    } else {
      around.recomputations.addAll(recomputations);
    }
  }
}
