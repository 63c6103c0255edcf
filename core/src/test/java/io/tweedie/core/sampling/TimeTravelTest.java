package io.tweedie.core.sampling;

import static io.tweedie.core.tensor.Scalars.scalar;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.tweedie.core.exact.IsotropicMixture;
import io.tweedie.core.random.KeyedNoise;
import io.tweedie.core.schedule.NoiseSchedule;
import io.tweedie.core.tensor.Shape;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TimeTravelTest {

  @Test
  void straightDownByDefault() {
    assertThat(TimeTravel.NONE.visits(4)).containsExactly(3, 2, 1, 0);
  }

  /** The schedule that RePaint's code gives for the same numbers, levels counted from 0. */
  @Test
  void walksEachStretchAsOftenAsAsked() {
    assertThat(new TimeTravel(2, 2).visits(5)).containsExactly(4, 3, 4, 3, 2, 1, 2, 1, 0);
    assertThat(new TimeTravel(1, 3).visits(3)).containsExactly(2, 2, 2, 1, 1, 1, 0);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "3", "a,b", "0,2", "2,0", "1,2,3"})
  void refusesWhatIsNoJump(String text) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> TimeTravel.parse(text))
        .withMessageContaining("time travel");
    assertThat(TimeTravel.parse("10, 3")).isEqualTo(new TimeTravel(10, 3));
  }

  @Test
  void travellingKeepsTheDistributionOfTheNoiseLevel() {
    IsotropicMixture prior = IsotropicMixture.normal(0.2, 0.5);
    Plan plan = new Plan("200", new Transition.Ddim(1), false).withTravel(new TimeTravel(20, 2));
    SamplingLoop loop = new SamplingLoop(prior, NoiseSchedule.linear(1000), plan);
    KeyedNoise noise = new KeyedNoise(3, new long[] {1});
    Shape shape = new Shape(3, 32, 32);
    List<Integer> levels = new ArrayList<>();
    try (Tensor x =
        loop.run(
            step -> step.next(step.x0Hat()),
            noise,
            loop.start(noise, shape),
            (state, step) -> levels.add(step.index()))) {
      assertThat(levels).hasSize(loop.steps()).hasSizeGreaterThan(370);
      assertThat(x.mean().item_double()).isCloseTo(0.2, within(0.03));
      assertThat(x.std().item_double()).isCloseTo(0.5, within(0.05));
    }
  }

  @Test
  void whatAStepKeepsIsThereForTheNextAndInTheState() {
    SamplingLoop loop =
        new SamplingLoop(
            IsotropicMixture.normal(0, 1),
            NoiseSchedule.linear(1000),
            new Plan("5", new Transition.Ddim(0), false));
    KeyedNoise noise = new KeyedNoise(3, new long[] {1, 2});
    List<Double> kept = new ArrayList<>();
    Tensor x =
        loop.run(
            step -> {
              Tensor before =
                  step.recall("count")
                      .orElseGet(() -> step.xt().flatten(1, -1).sum(1).mul(scalar(0)));
              step.keep("count", before.add(scalar(1)));
              return step.next(step.x0Hat());
            },
            noise,
            loop.start(noise, new Shape(1, 4, 4)),
            (state, step) -> kept.add(state.image(1).memory().get("count").item_double()));
    x.close();
    assertThat(kept).containsExactly(1.0, 2.0, 3.0, 4.0, 5.0);
  }
}
