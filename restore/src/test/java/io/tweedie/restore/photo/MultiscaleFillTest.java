package io.tweedie.restore.photo;

import static io.tweedie.core.tensor.Scalars.scalar;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tweedie.core.denoiser.Denoiser;
import io.tweedie.core.denoiser.Parameterization;
import io.tweedie.core.denoiser.Prediction;
import io.tweedie.core.measurement.Noise;
import io.tweedie.core.sampling.SamplingLoop;
import io.tweedie.core.schedule.NoiseSchedule;
import io.tweedie.core.task.Task;
import io.tweedie.core.tensor.Shape;
import io.tweedie.images.ImageFormat;
import io.tweedie.images.LoadedImage;
import io.tweedie.images.Orientation;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.LongOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MultiscaleFillTest {

  private static final int REACH = 16;
  private static final Shape PHOTO = new Shape(3, 96, 96);

  /**
   * Takes for clean what a window of 9 pixels sees on average, once there is much noise, and what
   * it is shown, once there is little: a network that looks no further than 4 pixels.
   */
  private static final Denoiser NEARSIGHTED =
      (xt, level) -> {
        Tensor x = xt.div(scalar(Math.sqrt(level.alphaBar())));
        Tensor mean =
            torch.avg_pool2d(
                torch.reflection_pad2d(x, 4, 4, 4, 4),
                new long[] {9, 9},
                new long[] {1, 1},
                new long[] {0, 0},
                false,
                true,
                new LongOptional());
        double sigma = Math.sqrt((1 - level.alphaBar()) / level.alphaBar());
        double trust = 1 / (1 + 9 * sigma * sigma);
        return new Prediction(Parameterization.X0, mean.lerp(x, scalar(trust)));
      };

  private static LoadedImage photo() {
    Tensor pixels = NoiseEstimateTest.photo("coffee");
    return new LoadedImage(
        pixels, Optional.empty(), ImageFormat.PNG, 96, 96, Orientation.values()[0]);
  }

  private static SamplingLoop loop(Restoration restoration) {
    return restoration.loop(NEARSIGHTED, NoiseSchedule.linear(1000));
  }

  @ParameterizedTest
  @CsvSource({
    "inpaint-box:12, false",
    "inpaint-box:16, false",
    "inpaint-box:17, true",
    "inpaint-box:16x90, false",
    "inpaint-box:40x90, true",
    "inpaint-random:0.9, false",
    "uncrop:0.5, true",
    "sr:2, false",
    "denoise, false"
  })
  void isForHolesWhoseMiddleIsFurtherThanHalfTheReachFromAllThatIsKnown(String task, boolean wide) {
    Noise noise = new Noise.Gaussian(0.1);
    Restoration restoration = Usual.of(Task.parse(task), noise);
    assertThat(new MultiscaleFill(REACH).isFor(restoration, PHOTO)).isEqualTo(wide);
  }

  @Test
  void smallCopiesAreFilledUntilTheHoleIsNarrowAndTheWholeBeginsThere() {
    Restoration restoration = Usual.of(Task.parse("inpaint-box:44"));
    SamplingLoop loop = loop(restoration);
    MultiscaleFill fill = new MultiscaleFill(REACH);
    List<Long> heights = new ArrayList<>();
    try (PointerScope scope = new PointerScope();
        DegradedPhoto photo = DegradedPhoto.of(photo(), restoration.task(), 3);
        SamplingLoop.State start =
            fill.start(
                restoration,
                loop,
                List.of(photo),
                (state, step) -> heights.add(state.x().size(2)))) {

      // 44 is too wide for 16, and so is 22 at half the size, but there are no smaller copies.
      assertThat(heights).containsOnly(48L).hasSize(loop.steps());
      assertThat(start.remaining()).isEqualTo(fill.steps(loop)).isBetween(1, loop.steps() - 1);
      assertThat(Shape.of(start.x())).isEqualTo(PHOTO);
    }
  }

  @Test
  void whatIsKnownStaysAndTheMiddleIsFilledFromAround() {
    Restoration restoration = Usual.of(Task.parse("inpaint-box:44"));
    SamplingLoop loop = loop(restoration);
    try (PointerScope scope = new PointerScope();
        LoadedImage whole = photo();
        DegradedPhoto photo = DegradedPhoto.of(whole, restoration.task(), 3);
        SamplingLoop.State start =
            new MultiscaleFill(REACH)
                .start(restoration, loop, List.of(photo), SamplingLoop.Listener.NONE);
        RestoredPhoto restored =
            restoration.resume(loop, List.of(photo), start, SamplingLoop.Listener.NONE).get(0)) {
      Tensor difference = restored.pixels().sub(whole.pixels()).abs();
      assertThat(difference.narrow(2, 0, 26).max().item_double()).isLessThan(0.01);
      Tensor middle = difference.narrow(2, 40, 16).narrow(3, 40, 16);
      assertThat(middle.mean().item_double()).isPositive();
    }
  }

  @Test
  void canBeStoppedInASmallCopy() {
    Restoration restoration = Usual.of(Task.parse("inpaint-box:44"));
    try (PointerScope scope = new PointerScope();
        DegradedPhoto photo = DegradedPhoto.of(photo(), restoration.task(), 3)) {
      assertThatThrownBy(
              () ->
                  new MultiscaleFill(REACH)
                      .start(
                          restoration, loop(restoration), List.of(photo), (state, step) -> false))
          .isInstanceOf(CancellationException.class);
    }
  }
}
