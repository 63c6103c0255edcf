package io.tweedie.core.solver;

import static io.tweedie.core.tensor.Scalars.minus;

import io.tweedie.core.denoiser.Condition;
import io.tweedie.core.measurement.Measurement;
import io.tweedie.core.sampling.Adam;
import io.tweedie.core.sampling.Step;
import io.tweedie.core.sampling.Tape;
import io.tweedie.core.sampling.Tape.After;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;

/**
 * Finds the text under which a prior's estimate explains the measurement best (Chung et al., ICML
 * 2024, Algorithm 3): its vectors are moved by Adam, each image's on its own. What it found is kept
 * by the run, under {@link P2l#PROMPT} and {@link P2l#NEGATIVE}.
 *
 * <pre>{@code
 * repeat iterations times:
 *   z0     = E[z_0 | z_t, C]
 *   mean   = z0 - meanShift grad_{z_t} |y - A(D(z0))|          equations 18 and 19
 *   C      = Adam(C, grad_C |y - A(D(mean))|^2, rate)
 * }</pre>
 *
 * <p>The shift of the mean counts as a constant in the gradient for C. Where the prior is told no
 * text there is none to find.
 *
 * @param iterations K in each step; 0 leaves the text as it is
 * @param rate of Adam
 * @param loss what is made small
 * @param meanShift how far the estimate is moved toward the measurement before it is judged; 0 for
 *     not at all
 * @param carried what a step hands to the next
 * @param texts which are tuned
 */
record PromptTuning(
    int iterations,
    double rate,
    P2l.Loss loss,
    double meanShift,
    P2l.Carried carried,
    P2l.Texts texts) {

  /** What the prior is to be told in a step. */
  Condition tuned(Step step, Measurement y) {
    Map<String, Tensor> contexts = start(step);
    if (iterations == 0 || contexts.isEmpty()) {
      return step.condition();
    }
    Adam adam = Adam.ofRate(rate);
    int before = carried == P2l.Carried.PROMPT_AND_MOMENTS ? step.taken() * iterations : 0;
    if (before == 0) {
      contexts.forEach((name, context) -> Adam.forget(step, name, context));
    }
    for (int k = 1; k <= iterations; k++) {
      int update = before + k;
      // What was asked first is what a run shows of the step, so its memory must stay.
      Map<String, Tensor> gradients =
          k == 1 ? gradients(step, y, contexts) : freeing(() -> gradients(step, y, contexts));
      contexts.replaceAll(
          (name, context) -> adam.update(step, name, update, context, gradients.get(name)));
    }
    contexts.forEach(step::keep);
    return told(step.condition(), contexts);
  }

  /** The vectors of each tuned text where a step begins, N x tokens x width. */
  private Map<String, Tensor> start(Step step) {
    Map<String, Tensor> contexts = new LinkedHashMap<>();
    if (step.condition() instanceof Condition.Text text) {
      contexts.put(P2l.PROMPT, start(step, P2l.PROMPT, text));
    } else if (step.condition() instanceof Condition.Contrast contrast) {
      contexts.put(P2l.PROMPT, start(step, P2l.PROMPT, contrast.toward()));
      if (texts == P2l.Texts.BOTH) {
        contexts.put(P2l.NEGATIVE, start(step, P2l.NEGATIVE, contrast.away()));
      }
    }
    return contexts;
  }

  private Tensor start(Step step, String name, Condition.Text text) {
    Tensor given = text.context().to(step.xt()).expand(step.xt().size(0), -1, -1);
    return carried == P2l.Carried.NOTHING ? given : step.recall(name).orElse(given);
  }

  private static Condition told(Condition before, Map<String, Tensor> contexts) {
    if (before instanceof Condition.Contrast contrast) {
      return new Condition.Contrast(
          told(contrast.toward(), contexts, P2l.PROMPT),
          told(contrast.away(), contexts, P2l.NEGATIVE));
    }
    return told((Condition.Text) before, contexts, P2l.PROMPT);
  }

  private static Condition.Text told(
      Condition.Text before, Map<String, Tensor> contexts, String name) {
    return contexts.containsKey(name) ? before.withContext(contexts.get(name)) : before;
  }

  /** Work in a step of the loop, whose memory goes but for the result. */
  private static Map<String, Tensor> freeing(Supplier<Map<String, Tensor>> work) {
    PointerScope around = PointerScope.getInnerScope();
    try (PointerScope inner = new PointerScope()) {
      Map<String, Tensor> results = work.get();
      results.values().forEach(around::attach);
      return results;
    }
  }

  private Map<String, Tensor> gradients(Step step, Measurement y, Map<String, Tensor> contexts) {
    try (Tape tape = Tape.open()) {
      Map<String, Tensor> watched = new LinkedHashMap<>(contexts);
      watched.replaceAll((name, context) -> tape.watch(context));
      Tensor misfit = misfit(step, y, tape, told(step.condition(), watched));
      List<Tensor> all = tape.gradients(misfit, new ArrayList<>(watched.values()), After.LET_GO);
      Map<String, Tensor> gradients = new LinkedHashMap<>();
      watched.keySet().forEach(name -> gradients.put(name, all.get(gradients.size())));
      return gradients;
    }
  }

  /** Of each image, [N]. */
  private Tensor misfit(Step step, Measurement y, Tape tape, Condition told) {
    Tensor zt = meanShift == 0 ? step.xt() : tape.watch(step.xt());
    Tensor z0 = step.ask(zt, step.level(), told).x0();
    if (meanShift > 0) {
      Tensor residual = y.residualNorm(z0);
      Tensor shift = tape.gradients(residual, List.of(zt), After.KEPT).get(0);
      z0 = minus(z0, meanShift, shift);
    }
    Tensor residual = y.residualNorm(z0);
    return loss == P2l.Loss.NORM ? residual : residual.square();
  }
}
