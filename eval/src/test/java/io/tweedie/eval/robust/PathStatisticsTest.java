package io.tweedie.eval.robust;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.within;
import static org.bytedeco.pytorch.global.torch.cat;
import static org.bytedeco.pytorch.global.torch.full;

import io.tweedie.core.attack.ImageClassifier;
import io.tweedie.core.random.NoiseSource;
import io.tweedie.core.schedule.NoiseLevel;
import io.tweedie.core.tensor.Backend;
import java.util.List;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** With logits -p and p of the one pixel p, E(x) = -ln(2 cosh p) and E(x, y) is p or -p. */
class PathStatisticsTest {

  private static final ImageClassifier SIGN =
      x -> {
        Tensor pixel = x.flatten(1, -1);
        return cat(new TensorVector(pixel.neg(), pixel), 1);
      };

  private static final List<NoiseLevel> LEVELS =
      List.of(new NoiseLevel(0, 1), new NoiseLevel(10, 0.25));

  /** Its numbers tell at which step they were asked for. */
  private static final NoiseSource NOISE =
      (step, purpose, shape) -> full(shape.batch(2), new Scalar(-0.1 * step));

  @BeforeAll
  static void startBackend() {
    Backend.initialize();
  }

  private static List<PathPoint> along(DiffusionPath path) {
    try (PointerScope scope = new PointerScope()) {
      PathStatistics statistics = new PathStatistics(SIGN, path, LEVELS);
      statistics.add(
          Tensor.create(new float[] {0.6f, -0.2f}, 2, 1, 1, 1),
          Tensor.create(new long[] {1, 0}, 2),
          NOISE);
      return statistics.measured();
    }
  }

  private static void assertIsOf(PathPoint point, double first, double second, double accuracy) {
    double energy = -(Math.log(2 * Math.cosh(first)) + Math.log(2 * Math.cosh(second))) / 2;
    assertThat(point.accuracy()).isEqualTo(accuracy);
    assertThat(point.energy()).isCloseTo(energy, within(1e-6));
    assertThat(point.jointEnergy()).isCloseTo((second - first) / 2, within(1e-6));
  }

  @Test
  void fadingImagesKeepTheirClassAndLoseTheirEnergy() {
    List<PathPoint> points = along(DiffusionPath.FADING);
    assertIsOf(points.get(0), 0.6, -0.2, 1);
    assertIsOf(points.get(1), 0.3, -0.1, 1);
    assertThat(points).extracting(PathPoint::timestep).containsExactly(0.0, 10.0);
  }

  /** Of 1.6 and 0.8 above black is left half. */
  @Test
  void darknessCountsFromBlack() {
    List<PathPoint> points = along(DiffusionPath.DARKNESS);
    assertIsOf(points.get(0), 0.6, -0.2, 1);
    assertIsOf(points.get(1), -0.2, -0.6, 0.5);
  }

  @Test
  void noiseIsAddedAsTheForwardProcessDoes() {
    List<PathPoint> points = along(DiffusionPath.NOISE);
    assertIsOf(points.get(0), 0.6, -0.2, 1);
    assertIsOf(points.get(1), 0.3 - Math.sqrt(0.75), -0.1 - Math.sqrt(0.75), 0.5);
  }

  @Test
  void withoutImagesThereIsNothing() {
    assertThatIllegalStateException()
        .isThrownBy(() -> new PathStatistics(SIGN, DiffusionPath.NOISE, LEVELS).measured())
        .withMessage("no image was shown along the path");
  }
}
