package io.tweedie.core.guidance;

import static io.tweedie.core.guidance.GuidanceSupport.LEVEL;
import static io.tweedie.core.guidance.GuidanceSupport.assertClose;
import static io.tweedie.core.guidance.GuidanceSupport.epsilon;
import static io.tweedie.core.guidance.GuidanceSupport.labels;
import static io.tweedie.core.guidance.GuidanceSupport.noisy;
import static io.tweedie.core.guidance.GuidanceSupport.values;
import static io.tweedie.core.tensor.Scalars.scalar;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assertions.withinPercentage;
import static org.bytedeco.pytorch.global.torch.stack;

import io.tweedie.core.denoiser.Condition;
import io.tweedie.core.denoiser.Denoiser;
import io.tweedie.core.exact.IsotropicMixture;
import io.tweedie.core.guidance.GuidanceMethod.Setup;
import io.tweedie.core.sampling.Transition.Variance;
import io.tweedie.core.schedule.NoiseLevel;
import io.tweedie.core.schedule.NoiseSchedule;
import java.util.List;
import java.util.Optional;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.AutoGradMode;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Scores and schedules against a mixture of which all is known. */
class ScoreGuidanceTest {

  private static final double NOISE = Math.sqrt(1 - LEVEL.alphaBar());

  private final MixtureClasses classes = new MixtureClasses();

  /**
   * ln p(x_t, y) up to one constant. x_t / a is x_0 under noise of sigma = s / a, so that its
   * density is that of x_t.
   */
  private Tensor logJoint(Tensor xt, NoiseLevel level) {
    Tensor x = xt.div(scalar(Math.sqrt(level.alphaBar()))).flatten(1, -1);
    return stack(
        new TensorVector(
            classes.prior(0).logDensity(x, level.sigma()).add(scalar(Math.log(0.5))),
            classes.prior(1).logDensity(x, level.sigma()).add(scalar(Math.log(0.5)))),
        1);
  }

  private Setup setup(double energy, long... labels) {
    return new Setup(
        classes,
        labels(labels),
        Optional.of(this::logJoint),
        List.of(energy, energy),
        NoiseSchedule.linear(1000),
        Variance.FIXED_SMALL);
  }

  private Tensor guided(GuidanceMethod method, double energy, Tensor xt, long... labels) {
    return epsilon(method.guide(setup(energy, labels)).predict(xt, LEVEL), xt);
  }

  private static GuidanceMethod method(String text) {
    return Guidance.parse(text).method();
  }

  private Tensor unguided(Tensor xt) {
    return epsilon(classes.unconditional().predict(xt, LEVEL), xt);
  }

  private Tensor ofClass(Tensor xt, long... labels) {
    return epsilon(classes.given(labels(labels)).predict(xt, LEVEL), xt);
  }

  /** The mean of all images with the weights that the classifier gives the classes, 1 to 1. */
  private Tensor evenly(Tensor xt) {
    Tensor share = logJoint(xt, LEVEL).softmax(1);
    Tensor none = ofClass(xt, 0).mul(share.select(1, 0).reshape(-1, 1, 1, 1));
    return none.add(ofClass(xt, 1).mul(share.select(1, 1).reshape(-1, 1, 1, 1)));
  }

  @Test
  void thePosteriorLeadsFromAllImagesToTheClass() {
    try (PointerScope scope = new PointerScope()) {
      Tensor xt = noisy(4);
      Tensor expected = unguided(xt).add(ofClass(xt, 1).sub(evenly(xt)).mul(scalar(3)));
      assertClose(guided(method("posterior:3"), 0, xt, 1), expected);
    }
  }

  /** The score of p(x_t, y) is that of the class's density, -eps_y / sqrt(1 - alphaBar). */
  @Test
  void theJointEnergyAddsTheScoreOfTheClass() {
    try (PointerScope scope = new PointerScope()) {
      Tensor xt = noisy(4);
      Tensor expected = unguided(xt).add(ofClass(xt, 0, 1, 1, 0).mul(scalar(2)));
      assertClose(guided(method("energy:2"), 0, xt, 0, 1, 1, 0), expected);
    }
  }

  /** Images likelier than the class's own are pushed back, others drawn on. */
  @ParameterizedTest
  @CsvSource({"1000, -0.5", "-1000, 0.5"})
  void theBalancedEnergyTendsToTheUsualEnergyOfTheClass(double energy, double share) {
    try (PointerScope scope = new PointerScope()) {
      Tensor xt = noisy(4);
      Tensor pushed = ofClass(xt, 1).add(evenly(xt).mul(scalar(share)));
      Tensor expected = unguided(xt).add(pushed.mul(scalar(2)));
      assertClose(guided(method("energy-delta:2,0.5"), energy, xt, 1), expected);
    }
  }

  @Test
  void imagesWithoutAClassAreNotGuided() {
    try (PointerScope scope = new PointerScope()) {
      Tensor xt = noisy(2);
      for (String text : List.of("posterior:3", "energy:3", "energy-delta:3,0.5")) {
        Tensor moved = guided(method(text), 1, xt, Condition.NO_CLASS, 1).sub(unguided(xt)).abs();
        assertThat(moved.narrow(0, 0, 1).max().item_double()).as(text).isZero();
        assertThat(moved.narrow(0, 1, 1).max().item_double()).as(text).isGreaterThan(0.1);
      }
    }
  }

  /** f of the thesis of Wang 2024, figures 4.10, 4.11 and section 4.5, at alphaBar 0.6, t 300. */
  @ParameterizedTest
  @CsvSource(
      delimiter = ' ',
      value = {
        "power:0.5 0.632456",
        "power:0 1",
        "power:2 0.16",
        "sigmoid:0.1,650,0.01 0.126381",
        "sigmoid:0.05,300,0.02 0.525",
        "two-stage:300,0.25 0.632456",
        "two-stage:301,0.25 0.158114"
      })
  void schedulesTakeThePlaceOfTheExactOne(String text, double strength) {
    GuidanceSchedule schedule = GuidanceSchedule.parse(text);
    assertThat(schedule.at(LEVEL)).isCloseTo(strength, within(1e-6));
    try (PointerScope scope = new PointerScope()) {
      Tensor xt = noisy(3);
      Tensor moved = guided(method("energy:2"), 0, xt, 1).sub(unguided(xt));
      Tensor otherwise =
          guided(method("energy:2").withSchedule(schedule), 0, xt, 1).sub(unguided(xt));
      assertClose(otherwise, moved.mul(scalar(strength / NOISE)));
    }
  }

  @Test
  void sigmoidsFallFromOneToTheirFloor() {
    GuidanceSchedule schedule = GuidanceSchedule.parse("sigmoid:0.1,650,0.1");
    assertThat(schedule.at(new NoiseLevel(999, 0))).isCloseTo(1, within(1e-9));
    assertThat(schedule.at(new NoiseLevel(650, 0.1))).isCloseTo(0.55, within(1e-9));
    assertThat(schedule.at(new NoiseLevel(0, 1))).isCloseTo(0.1, within(1e-9));
  }

  @ParameterizedTest
  @ValueSource(strings = {"sigmoid:0.1,650", "power:", "two-stage:1,x", "power:-1", "cosine:1"})
  void otherSchedulesAreRefused(String text) {
    assertThatIllegalArgumentException().isThrownBy(() -> GuidanceSchedule.parse(text));
  }

  /** One normal distribution around 0.5, whose score is (a 0.5 - x) / v. */
  private static final IsotropicMixture NORMAL = IsotropicMixture.normal(0.5, 0.3);

  private static final double A = Math.sqrt(LEVEL.alphaBar());
  private static final double V = LEVEL.alphaBar() * 0.09 + 1 - LEVEL.alphaBar();

  private static Tensor normalLogit(Tensor xt, NoiseLevel level) {
    Tensor x = xt.div(scalar(Math.sqrt(level.alphaBar()))).flatten(1, -1);
    return NORMAL.logDensity(x, level.sigma()).unsqueeze(1);
  }

  private static Tensor normalScore(Tensor x) {
    return x.neg().add(scalar(0.5 * A)).div(scalar(V));
  }

  private Tensor alongPath(String path, Tensor xt) {
    ClassScore score =
        new ClassScore(ScoreGuidanceTest::normalLogit, labels(0), new ClassObjective.JointEnergy());
    return ScorePath.parse(path).of(x -> score.at(x, LEVEL), xt);
  }

  /** Each step of an ascent leaves the share 1 - step / v of the score. */
  @Test
  void aSumOfScoresIsThatAlongItsAscent() {
    try (PointerScope scope = new PointerScope()) {
      Tensor xt = noisy(3);
      double left = 1 - 0.1 / V;
      assertClose(alongPath("sum:3,0.1", xt), normalScore(xt).mul(scalar(1 + left + left * left)));
      assertClose(alongPath("sum:1,0.1", xt), normalScore(xt));
    }
  }

  @Test
  void anAscentStepsStraightToTheModeOfANormalDistribution() {
    try (PointerScope scope = new PointerScope()) {
      Tensor xt = noisy(3);
      Tensor way = normalScore(xt);
      Tensor length = way.flatten(1, -1).square().sum(1).sqrt().reshape(-1, 1, 1, 1);
      Tensor there = xt.add(way.div(length).mul(scalar(5 * 0.02)));
      assertClose(alongPath("pgd:5,0.02", xt), normalScore(there));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"sum:0,1", "pgd:1.5,1", "walk:1,2", "pgd"})
  void otherPathsAreRefused(String text) {
    assertThatIllegalArgumentException().isThrownBy(() -> ScorePath.parse(text));
  }

  /**
   * With a normal prior the estimate of x_0 is 0.5 + c (x - a 0.5) with c = a d^2 / v, and a clean
   * class around -0.2 of deviation 0.4 has there the score (-0.2 - x0) / 0.16.
   */
  @Test
  void atTheEstimateTheGradientGoesThroughThePrior() {
    try (PointerScope scope = new PointerScope()) {
      IsotropicMixture clean = IsotropicMixture.normal(-0.2, 0.4);
      Tensor xt = noisy(3);
      Setup setup =
          new Setup(
              (x, level, told) -> NORMAL.predict(x, level),
              labels(0),
              Optional.of(
                  (x, level) -> {
                    assertThat(level.alphaBar()).isEqualTo(1);
                    return clean.logDensity(x.flatten(1, -1), 0).unsqueeze(1);
                  }),
              List.of(),
              NoiseSchedule.linear(1000),
              Variance.FIXED_SMALL);
      Denoiser guided = method("energy:2").shown(GuidancePlace.parse("x0")).guide(setup);
      Tensor none = epsilon(NORMAL.predict(xt, LEVEL), xt);
      double c = A * 0.09 / V;
      Tensor x0 = xt.sub(scalar(0.5 * A)).mul(scalar(c)).add(scalar(0.5));
      Tensor score = x0.neg().sub(scalar(0.2)).mul(scalar(c / 0.16));
      assertClose(epsilon(guided.predict(xt, LEVEL), xt), none.sub(score.mul(scalar(2 * NOISE))));
    }
  }

  /** As posterior samplers need it that differentiate the estimate of x_0. */
  @ParameterizedTest
  @CsvSource(
      delimiter = ' ',
      value = {"energy-delta:2,0.5 sum:2,0.1 x0", "energy:2 pgd:2,0.05 xt"})
  void theGuidedPredictionIsDifferentiable(String method, String path, String place) {
    try (PointerScope scope = new PointerScope();
        AutoGradMode mode = new AutoGradMode(true)) {
      Denoiser guided =
          method(method)
              .withPath(ScorePath.parse(path))
              .shown(GuidancePlace.parse(place))
              .guide(setup(3, 1));
      // Away from the modes, around which directions turn fast.
      Tensor xt = noisy(1).mul(scalar(2)).detach().set_requires_grad(true);
      epsilon(guided.predict(xt, LEVEL), xt).sum().backward();
      double step = 1e-2;
      for (int pixel = 0; pixel < 2; pixel++) {
        float[] aside = new float[2];
        aside[pixel] = (float) step;
        Tensor change = Tensor.create(aside, 1, 1, 1, 2);
        Tensor up = xt.detach().add(change);
        Tensor down = xt.detach().sub(change);
        double difference =
            epsilon(guided.predict(up, LEVEL), up).sum().item_double()
                - epsilon(guided.predict(down, LEVEL), down).sum().item_double();
        // Float32 rounding and curvature over two steps leave about three digits.
        assertThat(values(xt.grad())[pixel])
            .isCloseTo((float) (difference / (2 * step)), withinPercentage(1));
      }
    }
  }

  @Test
  void otherMethodsHaveNoSchedulePathOrPlace() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> method("cfg:3").withSchedule(GuidanceSchedule.EXACT))
        .withMessage("cfg:3 has no schedule; posterior and energy have");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> method("cg:3").withPath(ScorePath.DIRECT))
        .withMessage("cg:3 has no path of scores; posterior and energy have");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> method("cg:3").shown(GuidancePlace.X0))
        .withMessage("cg:3 guides at x_t; posterior and energy can at x_0");
  }

  @Test
  void energiesThatWereNotMeasuredAreAskedFor() {
    try (PointerScope scope = new PointerScope()) {
      Setup none =
          new Setup(
              classes,
              labels(1),
              Optional.of(classes),
              List.of(),
              NoiseSchedule.linear(1000),
              Variance.FIXED_SMALL);
      assertThatIllegalArgumentException()
          .isThrownBy(() -> method("energy-delta:4,0.15").guide(none))
          .withMessage(
              "energy-delta:4,0.15 needs the classifier's mean energies, which 'tweedie energies'"
                  + " measures");
    }
  }
}
