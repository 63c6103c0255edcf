package io.tweedie.core.solver;

import static io.tweedie.core.tensor.Scalars.scalar;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.tweedie.core.denoiser.Condition;
import io.tweedie.core.denoiser.ConditionalDenoiser;
import io.tweedie.core.exact.IsotropicMixture;
import io.tweedie.core.guidance.ContrastGuidance;
import io.tweedie.core.latent.Decoded;
import io.tweedie.core.measurement.Measurement;
import io.tweedie.core.measurement.Noise;
import io.tweedie.core.operator.AveragePooling;
import io.tweedie.core.operator.ForwardOperator;
import io.tweedie.core.operator.Identity;
import io.tweedie.core.operator.LinearOperator;
import io.tweedie.core.random.KeyedNoise;
import io.tweedie.core.sampling.SamplingLoop;
import io.tweedie.core.sampling.Transition;
import io.tweedie.core.schedule.NoiseSchedule;
import io.tweedie.core.solver.P2l.Carried;
import io.tweedie.core.solver.P2l.Loss;
import io.tweedie.core.solver.P2l.Projection;
import io.tweedie.core.solver.P2l.Texts;
import io.tweedie.core.solver.P2l.Update;
import io.tweedie.core.task.Task;
import java.util.HashMap;
import java.util.Map;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class P2lTest extends LatentSolverContract {

  private static final ForwardOperator POOLING = new AveragePooling(SHAPE, 4);
  private static final double[] TRUTH = {0.4, -0.3, 0.1};

  /** The contract tunes, too, at the rate of the paper, which is too slow to be seen there. */
  P2lTest() {
    super(settings(1, Projection.NONE, Update.DESCENT, 4), "250", 0.5, 0.1);
  }

  private static P2l settings(
      int iterations, Projection projection, Update update, double stepSize) {
    return new P2l(
        iterations,
        1e-4,
        Loss.SQUARE,
        0,
        Carried.PROMPT_AND_MOMENTS,
        Texts.PROMPT,
        projection,
        1,
        1,
        update,
        stepSize,
        Ldps.paper().plan());
  }

  private static P2l tuning(int iterations, Carried carried, Texts texts, double meanShift) {
    return new P2l(
        iterations,
        0.02,
        Loss.SQUARE,
        meanShift,
        carried,
        texts,
        Projection.NONE,
        1,
        1,
        Update.DESCENT,
        0.5,
        Ldps.paper().plan());
  }

  @Override
  protected ConditionalDenoiser prior() {
    return new TextedNormal(DEVIATION);
  }

  @Override
  protected Condition condition() {
    return TextedNormal.saying(MEAN, MEAN, MEAN);
  }

  @Override
  protected boolean servesNonlinear() {
    return true;
  }

  @Test
  void withNothingSwitchedOnItIsLdps() {
    Measurement y = measured(inLatents(POOLING));
    try (PointerScope scope = new PointerScope()) {
      Tensor p2l = solved(settings(0, Projection.NONE, Update.DESCENT, 1), y);
      assertThat(p2l.equal(solved(Ldps.paper(), y))).isTrue();
    }
  }

  @Test
  void withAdamItIsLdir() {
    Measurement y = measured(inLatents(POOLING));
    try (PointerScope scope = new PointerScope()) {
      Tensor p2l = solved(settings(0, Projection.NONE, Update.ADAM, 0.05), y);
      assertThat(p2l.equal(solved(Ldir.paper(), y))).isTrue();
    }
  }

  @Test
  void itsProximalProjectionIsThatOfDdsWhereLatentsArePixels() {
    Dds dds = new Dds(1, 50, Ldps.paper().plan());
    try (PointerScope scope = new PointerScope()) {
      Tensor p2l =
          solved(settings(0, Projection.PROXIMAL, Update.DESCENT, 0), measured(inLatents(POOLING)));
      assertThat(p2l.allclose(solved(dds, measured(POOLING)), 1e-5, 1e-5, false)).isTrue();
    }
  }

  @Test
  void gluedByThePseudoInverseItIsDdnmWhereLatentsArePixels() {
    Ddnm ddnm = new Ddnm(1, Ldps.paper().plan());
    try (PointerScope scope = new PointerScope()) {
      Tensor p2l =
          solved(
              settings(0, Projection.GLUED_INVERSE, Update.DESCENT, 0),
              measured(inLatents(POOLING)));
      assertThat(p2l.allclose(solved(ddnm, measured(POOLING)), 1e-5, 1e-5, false)).isTrue();
    }
  }

  @Test
  void gluedByTheAdjointItTakesAStepDownTheGradient() {
    ForwardOperator half = LinearOperator.of("half", SHAPE, SHAPE, x -> x.mul(scalar(0.5)));
    Ddnm quarter = new Ddnm(0.25, Ldps.paper().plan());
    try (PointerScope scope = new PointerScope()) {
      Tensor p2l =
          solved(settings(0, Projection.GLUED, Update.DESCENT, 0), measured(inLatents(half)));
      assertThat(p2l.allclose(solved(quarter, measured(half)), 1e-4, 1e-4, false)).isTrue();
    }
  }

  /** Counts the pictures that are encoded. */
  private static final class Counting extends SamePixels {

    private int encoded;

    @Override
    public Tensor encode(Tensor images) {
      encoded++;
      return images;
    }
  }

  @ParameterizedTest
  @CsvSource({"1, 10", "4, 3", "11, 1"})
  void projectsNowAndThenAndInTheLastStep(int every, int projections) {
    Counting counting = new Counting();
    P2l p2l =
        new P2l(
            0,
            1e-4,
            Loss.SQUARE,
            0,
            Carried.NOTHING,
            Texts.PROMPT,
            Projection.PROXIMAL,
            every,
            1,
            Update.DESCENT,
            0.5,
            Ldps.paper().plan());
    try (PointerScope scope = new PointerScope()) {
      solved(p2l, measured(new Decoded(POOLING, counting)));
      assertThat(counting.encoded).isEqualTo(projections);
    }
  }

  /** A picture whose colours no text has told, seen in its mean only. */
  private static Measurement coloured(ForwardOperator physics) {
    KeyedNoise numbers = new KeyedNoise(9, new long[] {1, 2});
    Tensor colour = Tensor.create(TRUTH, 1, 3, 1, 1);
    Tensor truth = numbers.normal(0, "truth", SHAPE).mul(scalar(0.05)).add(colour);
    Tensor y = physics.apply(truth.to(ScalarType.Float));
    return new Measurement(y, inLatents(physics), new Noise.None());
  }

  /** What the last step of twenty kept, by name. */
  private static Map<String, Tensor> kept(
      P2l solver, ConditionalDenoiser prior, Condition condition) {
    Map<String, Tensor> kept = new HashMap<>();
    Measurement y = coloured(new Identity(SHAPE));
    SamplingLoop loop =
        new SamplingLoop(
            prior, condition, NoiseSchedule.linear(1000), solver.plan().withSteps("20"));
    new PosteriorRun(solver, y, loop, new KeyedNoise(5, new long[] {1, 2}))
        .run(
            (state, step) -> {
              if (state.remaining() == 0) {
                state.memory().forEach((n, v) -> kept.put(n, v.clone().retainReference()));
              }
              return true;
            });
    return kept;
  }

  /** Largest distance of the vectors of a text from the colours that the picture has. */
  private static double distance(Tensor context) {
    Tensor truth = Tensor.create(TRUTH, 1, 1, 3);
    return context.sub(truth).abs().max().item_double();
  }

  @ParameterizedTest
  @CsvSource({"PROMPT_AND_MOMENTS, 0", "PROMPT, 0", "PROMPT_AND_MOMENTS, 0.1"})
  void findsTheTextThatExplainsThePicture(Carried carried, double meanShift) {
    try (PointerScope scope = new PointerScope()) {
      P2l solver = tuning(5, carried, Texts.PROMPT, meanShift);
      Condition nothing = TextedNormal.saying(0, 0, 0);
      Map<String, Tensor> kept = kept(solver, new TextedNormal(0.05), nothing);
      assertThat(kept.get(P2l.PROMPT).shape()).containsExactly(2, 2, 3);
      assertThat(distance(kept.get(P2l.PROMPT))).isLessThan(0.1);
    }
  }

  @Test
  void beginsAnewEachStepIfNothingIsCarried() {
    try (PointerScope scope = new PointerScope()) {
      P2l solver = tuning(5, Carried.NOTHING, Texts.PROMPT, 0);
      Map<String, Tensor> kept = kept(solver, new TextedNormal(0.05), TextedNormal.saying(0, 0, 0));
      // Five steps of Adam go no further than five times its rate.
      assertThat(kept.get(P2l.PROMPT).abs().max().item_double()).isCloseTo(0.1, within(0.02));
    }
  }

  @ParameterizedTest
  @EnumSource(Texts.class)
  void tunesTheTextToKeepAwayFromIfAsked(Texts texts) {
    try (PointerScope scope = new PointerScope()) {
      Condition between =
          new Condition.Contrast(TextedNormal.saying(0.1, 0, 0), TextedNormal.saying(0, 0, 0));
      Map<String, Tensor> kept =
          kept(
              tuning(3, Carried.PROMPT_AND_MOMENTS, texts, 0),
              new ContrastGuidance(new TextedNormal(0.05), 2),
              between);
      assertThat(kept.containsKey(P2l.NEGATIVE)).isEqualTo(texts == Texts.BOTH);
      Tensor told = kept.get(P2l.PROMPT).mul(scalar(2));
      Tensor away =
          texts == Texts.BOTH ? kept.get(P2l.NEGATIVE) : kept.get(P2l.PROMPT).mul(scalar(0));
      assertThat(distance(told.sub(away))).isLessThan(0.1);
    }
  }

  @Test
  void countsWhatTuningAsks() {
    P2l solver = tuning(3, Carried.PROMPT, Texts.PROMPT, 0);
    Measurement y = coloured(new Identity(SHAPE));
    SamplingLoop loop =
        new SamplingLoop(
            new TextedNormal(0.1),
            TextedNormal.saying(0, 0, 0),
            NoiseSchedule.linear(1000),
            solver.plan().withSteps("10"));
    int[] evaluations = new int[1];
    try (PointerScope scope = new PointerScope()) {
      new PosteriorRun(solver, y, loop, new KeyedNoise(5, new long[] {1, 2}))
          .run(
              (state, step) -> {
                evaluations[0] = state.evaluations();
                return true;
              });
    }
    assertThat(evaluations[0]).isEqualTo(10 * (3 + 1));
  }

  @Test
  void hasNothingToTuneWhereThePriorIsToldNothing() {
    Measurement y = measured(inLatents(POOLING));
    P2l tuning = settings(3, Projection.NONE, Update.DESCENT, 1);
    try (PointerScope scope = new PointerScope()) {
      ConditionalDenoiser prior = IsotropicMixture.normal(MEAN, DEVIATION);
      Tensor p2l = solved(tuning, y, prior, Condition.none());
      assertThat(p2l.equal(solved(Ldps.paper(), y))).isTrue();
    }
  }

  @Test
  void presetsAreThoseOfTable6() {
    P2l motion = P2l.paper(Task.parse("deblur-motion:61,0.5"));
    assertThat(motion.promptIterations()).isEqualTo(3);
    assertThat(motion.every()).isEqualTo(5);
    P2l hole = P2l.paper(Task.parse("inpaint-freeform:0.15"));
    assertThat(hole.proximalWeight()).isEqualTo(0.1);
    assertThat(hole.update()).isEqualTo(Update.ADAM);
    P2l enlarged = P2l.paper(Task.parse("sr:8"));
    assertThat(enlarged.update()).isEqualTo(Update.DESCENT);
    assertThat(enlarged.stepSize()).isEqualTo(1);
    assertThat(enlarged.plan().transition()).isEqualTo(new Transition.Ddim(0));
  }

  @Test
  void projectionNeedsALinearOperator() {
    ForwardOperator square = ForwardOperator.of("square", SHAPE, SHAPE, Tensor::square);
    P2l projecting = settings(0, Projection.PROXIMAL, Update.DESCENT, 1);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> projecting.requireServes(inLatents(square)))
        .withMessageContainingAll("P2L", "square", "linear");
  }
}
