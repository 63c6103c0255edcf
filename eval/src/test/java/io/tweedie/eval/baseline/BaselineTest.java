package io.tweedie.eval.baseline;

import static io.tweedie.core.tensor.Scalars.scalar;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;
import static org.bytedeco.pytorch.global.torch.eye;
import static org.bytedeco.pytorch.global.torch.randn;

import io.tweedie.core.measurement.Measurement;
import io.tweedie.core.measurement.Noise;
import io.tweedie.core.operator.AveragePooling;
import io.tweedie.core.operator.BicubicResize;
import io.tweedie.core.operator.Colorization;
import io.tweedie.core.operator.ForwardOperator;
import io.tweedie.core.operator.Identity;
import io.tweedie.core.operator.Inpainting;
import io.tweedie.core.tensor.Shape;
import java.util.List;
import org.assertj.core.data.Offset;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BaselineTest {

  private static final Shape SHAPE = new Shape(3, 20, 27);

  /** Results are float32 of magnitude up to 1. */
  private static final Offset<Double> FLOAT32 = within(2e-6);

  private PointerScope scope;

  @BeforeEach
  void openScope() {
    scope = new PointerScope();
  }

  @AfterEach
  void closeScope() {
    scope.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"random-80", "random-50-wide", "box", "edge"})
  void biharmonicFillIsThatOfScikitImage(String name) {
    Golden golden = Golden.read(name);
    float[] filled = floats(new BiharmonicFill().restore(golden.measurement()));
    double[] expected = golden.values("biharmonic");
    for (int p = 0; p < filled.length; p++) {
      assertThat((double) filled[p]).as("pixel %d", p).isCloseTo(expected[p], FLOAT32);
    }
  }

  /**
   * Where SciPy's own choice among equally good triangles does not matter, values are equal; where
   * it does, they lie between the choices.
   */
  @ParameterizedTest
  @ValueSource(strings = {"random-80", "random-50-wide", "box", "edge"})
  void linearFillIsThatOfSciPy(String name) {
    Golden golden = Golden.read(name);
    float[] filled = floats(new LinearFill().restore(golden.measurement()));
    double[] scipy = golden.values("linear");
    double[] low = golden.values("linear_low");
    double[] high = golden.values("linear_high");
    int unique = 0;
    int missing = 0;
    for (int p = 0; p < filled.length; p++) {
      missing += golden.missing(p) ? 1 : 0;
      if (high[p] - low[p] < 1e-4) {
        unique += golden.missing(p) ? 1 : 0;
        assertThat((double) filled[p]).as("pixel %d", p).isCloseTo(scipy[p], FLOAT32);
      } else {
        assertThat((double) filled[p]).as("pixel %d", p).isBetween(low[p] - 1e-4, high[p] + 1e-4);
      }
    }
    assertThat(unique).isGreaterThan(missing / 2);
  }

  @Test
  void linearFillIsExactOnPlanes() {
    Tensor plane = plane();
    Measurement y = measure(plane, framed(Inpainting.random(SHAPE, 0.7, 3)));
    assertClose(new LinearFill().restore(y), plane);
  }

  /** The border repeats itself, which a plane does not: two pixels along it are known. */
  @Test
  void biharmonicFillIsExactOnPlanes() {
    Tensor plane = plane();
    Measurement y = measure(plane, Inpainting.boxAt(SHAPE, 15, 20, 2, 3));
    assertClose(new BiharmonicFill().restore(y), plane);
  }

  @Test
  void biharmonicFillDoesNotCareWhichSideIsShorter() {
    Tensor wide = plane().square();
    Inpainting mask = Inpainting.random(SHAPE, 0.6, 5);
    Shape turned = new Shape(3, 27, 20);
    Inpainting turnedMask = Inpainting.of(turned, mask.mask().transpose(2, 3).contiguous());
    Tensor filled = new BiharmonicFill().restore(measure(wide, mask));
    Tensor filledTurned =
        new BiharmonicFill().restore(measure(wide.transpose(2, 3).contiguous(), turnedMask));
    assertClose(filledTurned, filled.transpose(2, 3));
  }

  @ParameterizedTest
  @ValueSource(strings = {"linear", "biharmonic"})
  void fillsKeepEveryBitOfKnownPixels(String name) {
    Tensor images = randn(SHAPE.batch(2));
    Inpainting operator = Inpainting.random(SHAPE, 0.5, 7);
    Measurement y = measure(images, operator);
    Tensor filled = Baselines.named(name).restore(y);
    assertThat(filled.mul(operator.mask()).equal(y.y())).isTrue();
    assertThat(filled.equal(y.y())).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"linear", "biharmonic"})
  void fillsTreatEachImageOfABatchAlone(String name) {
    Tensor images = randn(SHAPE.batch(2));
    Inpainting operator = Inpainting.random(SHAPE, 0.5, 8);
    Tensor together = Baselines.named(name).restore(measure(images, operator));
    Tensor alone = Baselines.named(name).restore(measure(images.narrow(0, 1, 1), operator));
    assertThat(together.narrow(0, 1, 1).equal(alone)).isTrue();
  }

  @Test
  void bicubicEnlargesAsCoreDoes() {
    Shape large = new Shape(3, 20, 28);
    Measurement y = measure(ramp(large), new AveragePooling(large, 4));
    Tensor expected = new BicubicResize(new Shape(3, 5, 7), 20, 28).apply(y.y());
    assertThat(new BicubicEnlargement().restore(y).equal(expected)).isTrue();
  }

  @Test
  void measurementsAreBroughtToTheShapeOfTheImage() {
    Shape large = new Shape(3, 4, 6);
    AveragePooling pooling = new AveragePooling(large, 2);
    Measurement small = measure(ramp(large), pooling);
    assertThat(new AsMeasured().restore(small).equal(pooling.pseudoInverse(small.y()))).isTrue();
    Measurement gray = measure(ramp(large), new Colorization(large));
    Tensor shown = new AsMeasured().restore(gray);
    assertThat(shown.size(1)).isEqualTo(3);
    assertThat(shown.narrow(1, 2, 1).equal(gray.y())).isTrue();
  }

  @Test
  void baselinesRefuseWhatTheyCannotServe() {
    ForwardOperator noise = new Identity(SHAPE);
    for (Baseline baseline : Baselines.all()) {
      if (baseline instanceof AsMeasured || baseline instanceof DctDenoising) {
        assertThatCode(() -> baseline.requireServes(noise)).doesNotThrowAnyException();
      } else {
        assertThatIllegalArgumentException()
            .isThrownBy(() -> baseline.requireServes(noise))
            .withMessageContainingAll("baseline:" + baseline.name(), "denoise");
      }
    }
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Baselines.named("nearest"))
        .withMessageContainingAll("nearest", "bicubic, bicubic+bp, linear, biharmonic, unsharp");
  }

  /** From the corner, the pixel in the smaller square around it is the farther one. */
  @Test
  void linearFillTakesTheNearestPixelOutsideTheHull() {
    float[] values = new float[8 * 8];
    values[3 * 8 + 3] = 0.3f;
    values[4] = 0.4f;
    values[3 * 8 + 7] = 0.7f;
    float[] mask = new float[values.length];
    for (int p = 0; p < mask.length; p++) {
      mask[p] = values[p] != 0 ? 1 : 0;
    }
    Inpainting operator = Inpainting.of(new Shape(1, 8, 8), Tensor.create(mask, 1, 1, 8, 8));
    Tensor filled = new LinearFill().restore(measure(Tensor.create(values, 1, 1, 8, 8), operator));
    assertThat(floats(filled)[0]).isEqualTo(0.4f);
  }

  @Test
  void linearFillNeedsATriangle() {
    Inpainting line = Inpainting.boxAt(new Shape(1, 8, 8), 8, 7, 0, 0);
    Tensor diagonal = eye(8).reshape(1, 1, 8, 8);
    Shape shape = new Shape(1, 8, 8);
    for (Inpainting operator : List.of(line, Inpainting.of(shape, diagonal))) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> new LinearFill().requireServes(operator))
          .withMessageContaining("three known pixels");
    }
    diagonal.narrow(2, 7, 1).narrow(3, 0, 1).fill_(scalar(1));
    new LinearFill().requireServes(Inpainting.of(shape, diagonal));
  }

  @Test
  void biharmonicFillRefusesSystemsThatDoNotFit() {
    Inpainting huge = Inpainting.random(new Shape(3, 900, 1300), 0.8, 1);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new BiharmonicFill().requireServes(huge))
        .withMessageContainingAll("936000 missing pixels", "900 x 1300", "crop");
  }

  /** A different plane in each channel. */
  private static Tensor plane() {
    return ramp(SHAPE);
  }

  private static Tensor ramp(Shape shape) {
    float[] values = new float[(int) shape.elements()];
    int i = 0;
    for (int channel = 0; channel < shape.channels(); channel++) {
      for (int y = 0; y < shape.height(); y++) {
        for (int x = 0; x < shape.width(); x++) {
          values[i++] = 0.02f * x * (channel - 1) - 0.03f * y + 0.1f;
        }
      }
    }
    return Tensor.create(values, shape.batch(1));
  }

  /** The same mask with known corners, so that nothing lies outside the hull. */
  private static Inpainting framed(Inpainting operator) {
    Tensor mask = operator.mask().clone();
    for (long y : new long[] {0, SHAPE.height() - 1}) {
      for (long x : new long[] {0, SHAPE.width() - 1}) {
        mask.narrow(2, y, 1).narrow(3, x, 1).fill_(scalar(1));
      }
    }
    return Inpainting.of(SHAPE, mask);
  }

  private static Measurement measure(Tensor image, ForwardOperator operator) {
    return Measurement.of(operator, image, new Noise.None(), image);
  }

  private static float[] floats(Tensor tensor) {
    float[] values = new float[(int) tensor.numel()];
    tensor.contiguous().data_ptr_float().get(values);
    return values;
  }

  private static void assertClose(Tensor actual, Tensor expected) {
    assertThat(actual.sub(expected).abs().max().item_double()).isLessThan(2e-6);
  }
}
