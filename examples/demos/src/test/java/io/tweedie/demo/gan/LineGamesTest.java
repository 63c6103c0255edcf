package io.tweedie.demo.gan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LineGamesTest {

  private static final Normal REAL = new Normal(-1, 1);
  private static final Normal GENERATED = new Normal(1.5, 0.7);

  @TempDir Path temp;

  @Test
  void theDiscriminatorLearnsTheRatioOfTheDensities() {
    OptimalDiscriminator game = new OptimalDiscriminator(REAL, GENERATED, 1);

    List<OptimalDiscriminator.Learned> learned =
        game.learn(List.of(0, 30, 300), temp.resolve("d.png"));

    assertThat(learned.get(0).meanError()).isGreaterThan(0.3);
    assertThat(learned.get(2).meanError()).isLessThan(0.01);
    assertThat(learned.get(2).value()).isCloseTo(game.bestValue(), within(0.01));
    // D* is the maximum: whatever was learned is below.
    assertThat(learned).allSatisfy(d -> assertThat(d.value()).isLessThan(game.bestValue()));
    assertThat(temp.resolve("d.png")).isNotEmptyFile();
  }

  @Test
  void theBestDiscriminatorOfEqualDistributionsIsUndecided() {
    OptimalDiscriminator game = new OptimalDiscriminator(REAL, REAL, 1);

    assertThat(game.best(0.3)).isCloseTo(0.5, within(1e-12));
    assertThat(game.bestTrust()).isCloseTo(0.5, within(1e-9));
    assertThat(game.bestValue()).isCloseTo(-Math.log(4), within(1e-9));
  }

  @Test
  void farApartTheGameIsWonAndOnlyTheNonSaturatingLossStillPulls() {
    List<VanishingGradient.Pull> pulls =
        VanishingGradient.ofTheBest(List.of(1.0, 4.0, 8.0), temp.resolve("best.png"));

    VanishingGradient.Pull far = pulls.get(2);
    assertThat(far.discriminatorLoss()).isLessThan(1e-3);
    assertThat(far.minimax()).isLessThan(1e-3);
    assertThat(far.nonSaturating()).isCloseTo(8, within(1e-3));
    // Both add up to the slope of the logit.
    assertThat(pulls)
        .allSatisfy(
            p -> assertThat(p.minimax() + p.nonSaturating()).isCloseTo(p.at(), within(1e-9)));
  }

  @Test
  void theGradientVanishesAsTheDiscriminatorLearns() {
    VanishingGradient game = new VanishingGradient(new Normal(0, 1), new Normal(8, 1), 1);

    List<VanishingGradient.Pull> pulls = game.learn(List.of(3, 300), temp.resolve("pull.png"));

    VanishingGradient.Pull early = pulls.get(0);
    VanishingGradient.Pull late = pulls.get(1);
    assertThat(late.discriminatorLoss()).isLessThan(early.discriminatorLoss() / 10);
    assertThat(late.minimax()).isLessThan(early.minimax() / 5);
    assertThat(late.nonSaturating()).isGreaterThan(early.nonSaturating());
  }
}
