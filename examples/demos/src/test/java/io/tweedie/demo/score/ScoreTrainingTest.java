package io.tweedie.demo.score;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tweedie.core.exact.IsotropicMixture;
import io.tweedie.core.score.GeometricSigmas;
import io.tweedie.train.TrainingListener;
import java.util.SplittableRandom;
import java.util.concurrent.CancellationException;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;

class ScoreTrainingTest {

  private static final ScoreNetwork.Config SMALL = new ScoreNetwork.Config(2, 32, 2, 5);
  private static final GeometricSigmas SIGMAS = new GeometricSigmas(20, 0.5, 6);
  private static final TrainingListener SILENT = new TrainingListener() {};

  private static ScoreTraining training(ScoreObjective objective, int steps, long seed) {
    return new ScoreTraining(objective, SIGMAS, steps, 128, 5e-3, seed);
  }

  private static float[] scores(ScoreTraining training) {
    try (ScoreNetwork network = training.train(SMALL, PlanarData.MIXTURE, SILENT);
        PointerScope scope = new PointerScope()) {
      Tensor at = network.at(PlanarData.MIXTURE.sample(20, new SplittableRandom(9)), 1);
      float[] values = new float[(int) at.numel()];
      at.data_ptr_float().get(values);
      return values;
    }
  }

  @Test
  void theSameSeedTrainsTheSameNetworkAndAnotherSeedDoesNot() {
    float[] first = scores(training(ScoreObjective.SLICED_VARIANCE_REDUCED, 10, 1));
    assertThat(scores(training(ScoreObjective.SLICED_VARIANCE_REDUCED, 10, 1))).isEqualTo(first);
    assertThat(scores(training(ScoreObjective.SLICED_VARIANCE_REDUCED, 10, 2))).isNotEqualTo(first);
  }

  @Test
  void theScoreOfAMixtureIsLearned() {
    IsotropicMixture exact = IsotropicMixture.unequal();
    double[] errors = new double[2];
    int[] steps = {1, 800};
    for (int i = 0; i < 2; i++) {
      try (ScoreNetwork network =
              training(ScoreObjective.DENOISING, steps[i], 3)
                  .train(SMALL, PlanarData.MIXTURE, SILENT);
          NoGradGuard guard = new NoGradGuard()) {
        errors[i] = ScoreError.mean(network, exact, SIGMAS, 2000, 4);
      }
    }
    // A score of zero has the error 1; the learned one explains nearly all of it.
    assertThat(errors[0]).isGreaterThan(0.8);
    assertThat(errors[1]).isLessThan(0.06);
  }

  @Test
  void stopsWhenAskedTo() {
    TrainingListener impatient =
        new TrainingListener() {
          @Override
          public boolean goesOn() {
            return false;
          }
        };
    ScoreTraining training = training(ScoreObjective.DENOISING, 5, 1);
    assertThatThrownBy(() -> training.train(SMALL, PlanarData.MIXTURE, impatient))
        .isInstanceOf(CancellationException.class)
        .hasMessageContaining("of 5");
  }
}
