package io.tweedie.core.operator;

import static io.tweedie.core.tensor.Scalars.scalar;
import static org.assertj.core.api.Assertions.assertThat;
import static org.bytedeco.pytorch.global.torch.linspace;
import static org.bytedeco.pytorch.global.torch.ones;

import io.tweedie.core.task.Task;
import io.tweedie.core.tensor.Shape;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The guesses of operators at the image behind a measurement. */
class GuessTest {

  private static final Shape SHAPE = new Shape(3, 24, 20);

  /** A smooth image: brighter to the lower right. */
  private static Tensor ramp() {
    Tensor rows = linspace(scalar(-0.6), scalar(0.2), SHAPE.height()).reshape(1, 1, -1, 1);
    Tensor columns = linspace(scalar(0), scalar(0.4), SHAPE.width()).reshape(1, 1, 1, -1);
    return rows.add(columns).expand(SHAPE.batch(2)).contiguous();
  }

  private static double rms(Tensor difference) {
    return difference.square().mean().sqrt().item_double();
  }

  @ParameterizedTest
  @ValueSource(strings = {"sr:4", "sr-bicubic:4"})
  void enlargedPhotosShrinkToWhatWasMeasuredAndAreSmooth(String task) {
    try (PointerScope scope = new PointerScope()) {
      LinearOperator a = (LinearOperator) Task.parse(task).operator(SHAPE, 0);
      Tensor y = a.apply(ramp());
      Tensor guess = a.guess(y, 0).orElseThrow();
      assertThat(a.apply(guess).sub(y).abs().max().item_double()).isLessThan(1e-5);
      // Repeated pixels would be off by 0.045.
      assertThat(rms(guess.sub(ramp()))).isLessThan(0.02);
      // With noise nothing is put back in full.
      assertThat(a.apply(a.guess(y, 0.1).orElseThrow()).sub(y).abs().max().item_double())
          .isGreaterThan(1e-4);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"inpaint-random:0.8", "inpaint-box:12", "uncrop:0.5"})
  void holesAreFilledSmoothlyAndTheRestIsKept(String task) {
    try (PointerScope scope = new PointerScope()) {
      Inpainting a = (Inpainting) Task.parse(task).operator(SHAPE, 7);
      Tensor y = a.apply(ramp());
      Tensor guess = a.guess(y, 0).orElseThrow();
      assertThat(a.apply(guess).equal(y)).isTrue();
      Tensor known = a.mask();
      double meanOfKnown = y.sum().item_double() / known.sum().item_double() / 6;
      Tensor flat = y.add(known.neg().add(scalar(1)).mul(scalar(meanOfKnown)));
      assertThat(rms(guess.sub(ramp()))).isLessThan(0.75 * rms(flat.sub(ramp())));
    }
  }

  @Test
  void aConstantImageIsGuessedExactly() {
    try (PointerScope scope = new PointerScope()) {
      Tensor constant = ones(SHAPE.batch(1)).mul(scalar(0.3));
      for (String task : new String[] {"inpaint-random:0.99", "inpaint-freeform:0.3", "sr:2"}) {
        ForwardOperator a = Task.parse(task).operator(SHAPE, 1);
        Tensor guess = a.guess(a.apply(constant), 0).orElseThrow();
        assertThat(guess.sub(constant).abs().max().item_double()).as(task).isLessThan(1e-5);
      }
    }
  }

  @Test
  void whatLooksLikeNoImageIsNotGuessed() {
    try (PointerScope scope = new PointerScope()) {
      ForwardOperator phases = Task.parse("phase-retrieval:2").operator(new Shape(3, 16, 16), 0);
      Tensor y = ones(phases.measurementShape().batch(1));
      assertThat(phases.guess(y, 0)).isEmpty();
      ForwardOperator jpeg = Task.parse("jpeg:10").operator(new Shape(3, 16, 16), 0);
      Tensor photo = ones(jpeg.measurementShape().batch(1));
      assertThat(jpeg.guess(photo, 0).orElseThrow().equal(photo)).isTrue();
    }
  }
}
