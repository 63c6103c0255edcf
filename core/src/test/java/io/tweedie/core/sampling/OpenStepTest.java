package io.tweedie.core.sampling;

import static io.tweedie.core.tensor.Scalars.scalar;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.within;
import static org.bytedeco.pytorch.global.torch.full;

import io.tweedie.core.denoiser.Condition;
import io.tweedie.core.denoiser.ConditionalDenoiser;
import io.tweedie.core.denoiser.Parameterization;
import io.tweedie.core.denoiser.Prediction;
import io.tweedie.core.exact.IsotropicMixture;
import io.tweedie.core.random.KeyedNoise;
import io.tweedie.core.schedule.NoiseLevel;
import io.tweedie.core.schedule.NoiseSchedule;
import io.tweedie.core.tensor.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;

/** A step asked elsewhere, at other levels, under other conditions, differentiated by anything. */
class OpenStepTest {

  private static final Shape SHAPE = new Shape(1, 2, 2);
  private static final Plan PLAN = new Plan("3", new Transition.Ddim(0), false);
  private static final NoiseSchedule SCHEDULE = NoiseSchedule.linear(1000);
  private static final KeyedNoise NOISE = new KeyedNoise(1, new long[] {4, 8});

  /** x0 = sqrt(alphaBar) x + the first number of the text, squared; 0 without a text. */
  private static final ConditionalDenoiser TOLD =
      (xt, level, condition) -> {
        Tensor x0 = xt.mul(scalar(Math.sqrt(level.alphaBar())));
        return new Prediction(
            Parameterization.X0,
            condition instanceof Condition.Text text
                ? x0.add(text.context().square().reshape(-1, 1, 1, 1))
                : x0);
      };

  private static Condition text(double value) {
    return new Condition.Text(full(new long[] {1, 1, 1}, scalar(value)));
  }

  private static SamplingLoop loop(Condition condition) {
    return new SamplingLoop(TOLD, condition, SCHEDULE, PLAN);
  }

  /** Runs one rule at the first step of two images and gives the evaluations that it took. */
  private static int first(Condition condition, Function<Step, Tensor> rule) {
    SamplingLoop loop = loop(condition);
    List<Integer> evaluations = new ArrayList<>();
    loop.run(
            step -> step.taken() == 0 ? rule.apply(step) : step.xt().clone(),
            NOISE,
            loop.start(NOISE, SHAPE),
            (state, step) -> evaluations.add(state.evaluations()))
        .close();
    return evaluations.get(2);
  }

  private static double gap(Tensor actual, Tensor expected) {
    return actual.sub(expected).abs().max().item_double();
  }

  @Test
  void asksElsewhereAtOtherLevelsAndUnderOtherConditions() {
    try (PointerScope scope = new PointerScope()) {
      Condition three = text(3);
      NoiseLevel quarter = new NoiseLevel(5, 0.25);
      int evaluations =
          first(
              text(2),
              step -> {
                Tensor x = step.xt().mul(scalar(2));
                double a = Math.sqrt(step.alphaBar());
                assertThat(gap(step.x0Hat(), step.xt().mul(scalar(a)).add(scalar(4)))).isZero();
                assertThat(gap(step.ask(x).x0(), x.mul(scalar(a)).add(scalar(4)))).isZero();
                Estimate elsewhere = step.ask(x, quarter);
                assertThat(gap(elsewhere.x0(), x.mul(scalar(0.5)).add(scalar(4)))).isZero();
                Estimate told = step.ask(x, quarter, three);
                assertThat(gap(told.x0(), x.mul(scalar(0.5)).add(scalar(9)))).isZero();
                Tensor noise = x.sub(told.x0().mul(scalar(0.5))).mul(scalar(1 / Math.sqrt(0.75)));
                assertThat(gap(told.epsilon(), noise)).isLessThan(1e-6);
                assertThat(told.x()).isSameAs(x);
                assertThat(told.condition()).isSameAs(three);
                assertThat(told.level()).isEqualTo(quarter);
                assertThat(told.varianceInterpolation()).isEmpty();
                assertThat(step.firstAsked()).isSameAs(step.estimate());
                return step.next(step.x0Hat());
              });
      assertThat(evaluations).isEqualTo(4);
    }
  }

  @Test
  void whatNobodyLooksAtCostsNothingAndSeveralImagesEachCount() {
    try (PointerScope scope = new PointerScope()) {
      int evaluations =
          first(
              Condition.none(),
              step -> {
                step.ask(step.xt());
                Estimate six = step.ask(step.xt().repeat(3, 1, 1, 1));
                assertThat(step.evaluations()).isZero();
                assertThat(step.firstAsked()).isSameAs(step.estimate());
                six.x0();
                six.epsilon();
                assertThat(step.evaluations()).isEqualTo(3);
                assertThat(step.firstAsked()).isSameAs(six);
                assertThatIllegalArgumentException()
                    .isThrownBy(() -> step.ask(step.xt().narrow(0, 0, 1)))
                    .withMessage("a step of 2 images asks of as many or a multiple, not of 1");
                return step.xt().clone();
              });
      assertThat(evaluations).isEqualTo(3);
    }
  }

  @Test
  void goesOnFromAnEstimateUnderAnotherCondition() {
    try (PointerScope scope = new PointerScope()) {
      Condition three = text(3);
      first(
          text(2),
          step -> {
            Estimate told = step.ask(step.xt(), step.level(), three);
            Tensor next = step.next(told, told.x0());
            Tensor epsilon = Parameterization.epsilonOf(step.xt(), told.x0(), step.alphaBar());
            double previous = step.alphaBarPrevious();
            Tensor expected =
                told.x0()
                    .mul(scalar(Math.sqrt(previous)))
                    .add(epsilon, scalar(Math.sqrt(1 - previous)));
            assertThat(gap(next, expected)).isLessThan(1e-6);
            Estimate below = step.ask(step.xt(), new NoiseLevel(1, 0.9));
            assertThatIllegalArgumentException()
                .isThrownBy(() -> step.next(below, below.x0()))
                .withMessageStartingWith("a step goes on from an estimate at its own noise level");
            return next;
          });
    }
  }

  @Test
  void aPriorThatTakesNoConditionSaysSo() {
    SamplingLoop loop =
        new SamplingLoop(IsotropicMixture.normal(0, 1), Condition.classes(3), SCHEDULE, PLAN);
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                loop.run(
                    step -> step.next(step.x0Hat()),
                    NOISE,
                    loop.start(NOISE, SHAPE),
                    SamplingLoop.Listener.NONE))
        .withMessage("this prior takes no condition, but was given class labels");
  }

  /** l = sum x0^2, x0 = a x + c^2: dl/dx = 2 a x0, dl/dc = 4 c sum x0. */
  @Test
  void gradientsAreByWhateverIsWatched() {
    try (PointerScope scope = new PointerScope()) {
      first(
          Condition.none(),
          step -> {
            try (Tape tape = step.watch()) {
              Tensor context = tape.watch(full(new long[] {1, 1, 1}, scalar(1.5)));
              Condition text = new Condition.Text(context);
              Tensor x0 = step.ask(step.xt(), step.level(), text).x0();
              Tensor loss = x0.square().flatten(1, -1).sum(1);
              List<Tensor> both =
                  tape.gradients(loss, List.of(step.xt(), context), Tape.After.KEPT);
              Tensor exact = x0.detach().mul(scalar(2 * Math.sqrt(step.alphaBar())));
              assertThat(gap(both.get(0), exact)).isLessThan(1e-5);
              assertThat(both.get(1).item_double())
                  .isCloseTo(6 * x0.sum().item_double(), within(1e-3));
              assertThat(gap(tape.gradient(loss), exact)).isLessThan(1e-5);
            }
            return step.xt().clone();
          });
    }
  }

  @Test
  void gradientsMayBeDifferentiatedInTurn() {
    try (PointerScope scope = new PointerScope();
        Tape tape = Tape.open()) {
      Tensor v = tape.watch(full(new long[] {2}, scalar(3)));
      Tensor cubes = v.pow(scalar(3));
      Tensor slope = tape.gradients(cubes, List.of(v), Tape.After.DIFFERENTIABLE).get(0);
      assertThat(slope.sum().item_double()).isCloseTo(2 * 27, within(1e-4));
      assertThat(tape.gradient(slope, v).sum().item_double()).isCloseTo(2 * 18, within(1e-4));
    }
  }

  @Test
  void whatDoesNotDependOnTheTensorIsRefused() {
    try (PointerScope scope = new PointerScope();
        Tape tape = Tape.open()) {
      assertThatIllegalStateException()
          .isThrownBy(() -> tape.gradient(full(new long[] {1}, scalar(1))));
      Tensor used = tape.watch(full(new long[] {2}, scalar(3)));
      Tensor unused = tape.watch(full(new long[] {2}, scalar(3)));
      assertThatIllegalArgumentException()
          .isThrownBy(() -> tape.gradient(full(new long[] {1}, scalar(1))))
          .withMessageContaining("not computed from anything that is watched");
      assertThatIllegalArgumentException()
          .isThrownBy(() -> tape.gradients(used.square(), List.of(used, unused), Tape.After.LET_GO))
          .withMessage("the values do not depend on tensor 2 of the 2 to differentiate by");
    }
  }

  @Test
  void aClosedTapeRecordsNothing() {
    try (PointerScope scope = new PointerScope()) {
      first(
          Condition.none(),
          step -> {
            Tensor v;
            try (Tape tape = Tape.open()) {
              v = tape.watch(step.xt());
              assertThat(v.square().requires_grad()).isTrue();
            }
            assertThat(v.square().requires_grad()).isFalse();
            return step.xt().clone();
          });
    }
  }

  @Test
  void watchingAfterAskingIsRefused() {
    try (PointerScope scope = new PointerScope()) {
      first(
          Condition.none(),
          step -> {
            step.x0Hat();
            assertThatIllegalStateException().isThrownBy(step::watch);
            return step.xt().clone();
          });
    }
  }

  @Test
  void transitionsAndSolversKeepApart() {
    Transition counting =
        (c, x0, noise) -> {
          assertThat(c.recall("n").map(n -> n.select(0, 1).item_double()))
              .isEqualTo(c.history() > 0 ? Optional.of(1.0) : Optional.empty());
          c.keep("n", full(new long[] {2}, scalar(1)));
          return x0;
        };
    SamplingLoop loop = new SamplingLoop(TOLD, SCHEDULE, PLAN.withTransition(counting));
    loop.run(
            step -> {
              assertThat(step.recall("n").map(n -> n.select(0, 1).item_double()))
                  .isEqualTo(step.taken() == 0 ? Optional.empty() : Optional.of(2.0));
              step.keep("n", full(new long[] {2}, scalar(2)));
              assertThatIllegalArgumentException()
                  .isThrownBy(() -> step.keep("transition/n", step.xt()));
              assertThatIllegalArgumentException().isThrownBy(() -> step.recall("transition/n"));
              return step.next(step.x0Hat());
            },
            NOISE,
            loop.start(NOISE, SHAPE),
            SamplingLoop.Listener.NONE)
        .close();
  }

  /** One leaked tensor of a gradient would add 400 MB. */
  @Test
  void nativeMemoryIsFlatOverManyGradients() {
    Shape megabyte = new Shape(1, 512, 512);
    SamplingLoop loop = new SamplingLoop(TOLD, SCHEDULE, PLAN.withSteps("500"));
    KeyedNoise one = new KeyedNoise(1, new long[] {1});
    long[] bytes = new long[2];
    loop.run(
            step -> {
              try (Tape tape = step.watch()) {
                Tensor v = tape.watch(step.xt());
                Tensor loss = step.ask(v.mul(step.x0Hat())).x0().square();
                tape.gradients(loss, List.of(step.xt(), v), Tape.After.DIFFERENTIABLE);
                return step.next(step.x0Hat());
              }
            },
            one,
            loop.start(one, megabyte),
            (state, step) -> {
              if (state.remaining() == 400) {
                bytes[0] = Pointer.physicalBytes();
              }
              if (state.remaining() == 1) {
                bytes[1] = Pointer.physicalBytes();
              }
              return true;
            })
        .close();
    assertThat(bytes[1] - bytes[0]).isLessThan(100L << 20);
  }
}
