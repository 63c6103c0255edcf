package io.tweedie.eval.uncertainty;

import static io.tweedie.core.tensor.Scalars.scalar;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;
import static org.bytedeco.pytorch.global.torch.cat;
import static org.bytedeco.pytorch.global.torch.make_generator_cpu;
import static org.bytedeco.pytorch.global.torch.randn;
import static org.bytedeco.pytorch.global.torch.zeros;

import io.tweedie.core.tensor.Backend;
import io.tweedie.eval.uncertainty.Calibration.Coverage;
import io.tweedie.restore.uncertainty.Samples;
import java.util.stream.IntStream;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.GeneratorOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class CalibrationTest {

  private static final int SAMPLES = 19;

  private PointerScope scope;

  @BeforeAll
  static void loadNatives() {
    Backend.initialize();
  }

  @BeforeEach
  void open() {
    scope = new PointerScope();
  }

  @AfterEach
  void close() {
    scope.close();
  }

  private static Tensor normal(long count, double deviation, long seed) {
    return randn(new long[] {count, 3, 32, 32}, new GeneratorOptional(make_generator_cpu(seed)))
        .mul(scalar(deviation));
  }

  @Test
  void whereTruthIsOneMoreSampleEveryIntervalHoldsWhatItShould() {
    Samples samples = new Samples(normal(SAMPLES, 0.2, 1));
    Calibration calibration = Calibration.of(samples, normal(1, 0.2, 2));

    assertThat(calibration.coverage()).hasSize(9);
    // 3072 values, so a share of 0.5 has a standard deviation of 0.009.
    assertThat(calibration.coverage())
        .allSatisfy(c -> assertThat(c.share()).isCloseTo(c.level(), within(0.03)));
    assertThat(calibration.usual().level()).isEqualTo(0.9);
    assertThat(calibration.settled()).isZero();
  }

  @Test
  void samplesTooSureOfThemselvesMissTheTruth() {
    Samples samples = new Samples(normal(SAMPLES, 0.1, 1));
    Calibration calibration = Calibration.of(samples, normal(1, 0.2, 2));
    // The range of 19 normal numbers of half the deviation: P(|Z| < 0.92).
    assertThat(calibration.usual().share()).isCloseTo(0.64, within(0.03));
  }

  @Test
  void samplesTooCarefulHoldItTooOften() {
    Samples samples = new Samples(normal(SAMPLES, 0.4, 1));
    Calibration calibration = Calibration.of(samples, normal(1, 0.2, 2));
    assertThat(calibration.usual().share()).isGreaterThan(0.98);
    assertThat(calibration.coverage().get(4).share())
        .isGreaterThan(calibration.coverage().get(4).level() + 0.1);
  }

  @Test
  void whatIsCertainAndRightDoesNotCountButWhatIsCertainAndWrongDoes() {
    Tensor known = zeros(1, 3, 32, 16);
    Tensor truth = cat(new TensorVector(known, normal(1, 0.2, 2).narrow(3, 0, 16)), 3);
    Tensor samples =
        cat(
            new TensorVector(zeros(SAMPLES, 3, 32, 16), normal(SAMPLES, 0.2, 1).narrow(3, 0, 16)),
            3);

    Calibration right = Calibration.of(new Samples(samples), truth);
    Calibration wrong = Calibration.of(new Samples(samples.add(scalar(0.5))), truth);

    assertThat(right.settled()).isEqualTo(0.5);
    assertThat(right.usual().share()).isCloseTo(0.9, within(0.04));
    assertThat(wrong.settled()).isZero();
    assertThat(wrong.usual().share()).isLessThan(0.2);
  }

  @Test
  void ofOneValueTheRankDecides() {
    float[] values = {-0.4f, 0.1f, 0.3f, 0.5f};
    Samples samples = new Samples(Tensor.create(values, 4, 1, 1, 1));
    for (int rank = 0; rank <= 4; rank++) {
      float between = new float[] {-0.9f, 0, 0.2f, 0.4f, 0.9f}[rank];
      Tensor truth = Tensor.create(new float[] {between}, 1, 1, 1, 1);
      Calibration calibration = Calibration.of(samples, truth);
      // Between the second and the third of four is 1 in 5; between the ends 3 in 5.
      assertThat(calibration.coverage())
          .containsExactly(
              new Coverage(0.2, rank == 2 ? 1 : 0), new Coverage(0.6, rank % 4 == 0 ? 0 : 1));
    }
  }

  @Test
  void errorIsCountedInDeviations() {
    float[] values = new float[2 * 3];
    IntStream.range(0, 3).forEach(c -> values[c] = -0.1f);
    IntStream.range(3, 6).forEach(c -> values[c] = 0.1f);
    Samples samples = new Samples(Tensor.create(values, 2, 3, 1, 1));
    Tensor truth = Tensor.create(new float[] {0.3f, 0.3f, 0.3f}, 1, 3, 1, 1);

    // Deviation of -0.1 and 0.1 with K - 1 is 0.1414, in image units half of that.
    assertThat(samples.deviationOfPixels().item_double()).isCloseTo(0.0707, within(1e-4));
    assertThat(samples.deviationOfImage()).isCloseTo(0.0707, within(1e-4));
    assertThat(Calibration.errorInDeviations(samples, truth).item_double())
        .isCloseTo(0.3 / 0.1414, within(1e-3));
  }

  @Test
  void identitiesDifferAndTheFirstIsTheImage() {
    assertThat(Samples.identity(42, 0)).isEqualTo(42);
    assertThat(IntStream.range(0, 1000).mapToLong(k -> Samples.identity(42, k)).distinct().count())
        .isEqualTo(1000);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Samples(zeros(1, 3, 2, 2)))
        .withMessageContaining("K of at least 2");
  }
}
