package io.tweedie.restore.photo;

import static io.tweedie.core.tensor.Scalars.scalar;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.bytedeco.pytorch.global.torch.make_generator_cpu;
import static org.bytedeco.pytorch.global.torch.rand;
import static org.bytedeco.pytorch.global.torch.zeros;

import io.tweedie.core.denoiser.Denoiser;
import io.tweedie.core.denoiser.Parameterization;
import io.tweedie.core.denoiser.Prediction;
import io.tweedie.core.measurement.Noise;
import io.tweedie.core.operator.ForwardOperator;
import io.tweedie.core.operator.Identity;
import io.tweedie.core.sampling.SamplingLoop;
import io.tweedie.core.schedule.NoiseSchedule;
import io.tweedie.core.solver.Ddnm;
import io.tweedie.core.solver.Ddrm;
import io.tweedie.core.solver.DiffPir;
import io.tweedie.core.solver.Solvers;
import io.tweedie.core.task.Task;
import io.tweedie.core.task.TaskFiles;
import io.tweedie.core.tensor.Shape;
import io.tweedie.images.ImageFormat;
import io.tweedie.images.LoadedImage;
import io.tweedie.images.Orientation;
import io.tweedie.models.checkpoint.SafetensorsWriter;
import io.tweedie.restore.settings.Choice;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.GeneratorOptional;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Tag("processor")
class RestorationTest {

  private static final double VARIANCE = 0.25;

  /** Knows that pixels are independent, of mean 0 and variance 1/4. */
  private static final Denoiser INDEPENDENT_PIXELS =
      (xt, level) -> {
        double signal = level.alphaBar() * VARIANCE;
        double gain = Math.sqrt(level.alphaBar()) * VARIANCE / (signal + 1 - level.alphaBar());
        return new Prediction(Parameterization.X0, xt.mul(scalar(gain)));
      };

  @TempDir Path temp;

  private static SamplingLoop loop(Restoration restoration) {
    return restoration.loop(INDEPENDENT_PIXELS, NoiseSchedule.linear(1000));
  }

  private static LoadedImage photo(int channels, boolean transparent) {
    Tensor pixels = random(channels).mul(scalar(2)).sub(scalar(1));
    Optional<Tensor> alpha = transparent ? Optional.of(random(1)) : Optional.empty();
    return new LoadedImage(pixels, alpha, ImageFormat.PNG, 5, 7, Orientation.values()[0]);
  }

  private static Tensor random(int channels) {
    long[] shape = {1, channels, 7, 5};
    return rand(shape, new GeneratorOptional(make_generator_cpu(channels)));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ' ',
      value = {
        "sr:4 0 ddnm",
        "inpaint-random:0.8 0 ddnm",
        "inpaint-random:0.8 0.05 diffpir",
        "inpaint-box:2 0.05 ddnm+",
        "sr:4 0.001 ddnm",
        "sr:4 0.05 diffpir",
        "colorize 0.05 ddrm",
        "denoise 0.1 posterior-mean",
        "deblur-gaussian:13,2.0 0 diffpir",
        "deblur-gaussian:13,2.0 0.00113 ddnm+",
        "deblur-gaussian:13,2.0 0.05 diffpir",
        "deblur-motion:13,0.5 0.05 diffpir",
        "deblur-motion:13,0.5 0 diffpir",
        "deblur-nonlinear 0 red-diff",
        "jpeg:30 0.05 red-diff",
        "jpeg:10 0 ddnm",
        "phase-retrieval:2 0 dps"
      })
  void takesTheMethodThatServesATaskBest(String task, double sigma, String solver) {
    Noise noise = sigma > 0 ? new Noise.Gaussian(sigma) : new Noise.None();
    Task parsed = Task.parse(task);
    assertThat(Choice.usualSolver(parsed, noise, Solvers.Preset.TUNED)).isEqualTo(solver);
  }

  @Test
  void anEnlargedPhotoShrinksToTheOneGiven() {
    Restoration restoration = Usual.of(Task.parse("sr:3"));
    try (PointerScope scope = new PointerScope();
        DegradedPhoto photo = DegradedPhoto.of(photo(3, true), restoration.task(), 3);
        RestoredPhoto restored =
            restoration.run(loop(restoration), List.of(photo), SamplingLoop.Listener.NONE).get(0)) {
      Tensor shrunk = restoration.operator(photo.shape()).apply(restored.pixels());

      assertThat(Shape.of(restored.pixels())).isEqualTo(new Shape(3, 21, 15));
      assertThat(shrunk.sub(photo.y()).abs().max().item_double()).isLessThan(1e-5);
      assertThat(Shape.of(restored.alpha().orElseThrow())).isEqualTo(new Shape(1, 21, 15));
      assertThat(restored.alpha().get().max().item_double()).isLessThanOrEqualTo(1);
    }
  }

  @Test
  void aGrayPhotoComesBackGrayUnlessColourIsWhatItLacks() {
    try (PointerScope scope = new PointerScope()) {
      assertThat(channelsOf("sr:2", photo(1, false))).isEqualTo(1);
      assertThat(channelsOf("sr:2", photo(3, false))).isEqualTo(3);
      assertThat(channelsOf("colorize", photo(1, false))).isEqualTo(3);
      assertThat(channelsOf("colorize", photo(3, false))).isEqualTo(3);
    }
  }

  private static long channelsOf(String task, LoadedImage photo) {
    Restoration restoration = Usual.of(Task.parse(task));
    DegradedPhoto degraded = DegradedPhoto.of(photo, restoration.task(), 3);
    return restoration
        .run(loop(restoration), List.of(degraded), SamplingLoop.Listener.NONE)
        .get(0)
        .pixels()
        .size(1);
  }

  @Test
  void aRunMakesItsOperatorOnce() {
    AtomicInteger made = new AtomicInteger();
    Task counted =
        new Task() {
          @Override
          public String name() {
            return "nothing";
          }

          @Override
          public ForwardOperator operator(Shape image, long seed, TaskFiles files) {
            made.incrementAndGet();
            return new Identity(image);
          }
        };
    Restoration restoration = Usual.of(counted);
    try (PointerScope scope = new PointerScope()) {
      DegradedPhoto photo = DegradedPhoto.of(photo(3, false), counted, 3);
      restoration.run(loop(restoration), List.of(photo), SamplingLoop.Listener.NONE);
    }
    assertThat(made).hasValue(1);
  }

  @Test
  void noiseDecidesTheUsualSolver() {
    Task task = Task.parse("sr:4");

    assertThat(Usual.of(task).solver()).isInstanceOf(Ddnm.class);
    assertThat(Usual.of(task, new Noise.Gaussian(0.05)).solver()).isInstanceOf(DiffPir.class);
    assertThat(Usual.of(task, new Noise.Gaussian(0.05), Solvers.Preset.POSTERIOR).solver())
        .isInstanceOf(Ddrm.class);
    assertThatThrownBy(() -> Usual.of(Task.parse("denoise")))
        .hasMessageContaining("standard deviation");
  }

  @Test
  void photosAreKnownByTheirPixels() {
    try (PointerScope scope = new PointerScope()) {
      Tensor wide = random(3).reshape(1, 3, 5, 7);
      Tensor high = wide.reshape(1, 3, 7, 5);

      assertThat(DegradedPhoto.identity(high)).isEqualTo(DegradedPhoto.identity(high.clone()));
      assertThat(DegradedPhoto.identity(high)).isNotEqualTo(DegradedPhoto.identity(wide));
      assertThat(DegradedPhoto.identity(high))
          .isNotEqualTo(DegradedPhoto.identity(high.add(scalar(1e-6))));

      Tensor large = zeros(1, 3, 150, 160);
      long before = DegradedPhoto.identity(large);
      large.reshape(-1).narrow(0, 71_999, 1).fill_(scalar(1e-6));
      assertThat(DegradedPhoto.identity(large)).isNotEqualTo(before);
    }
  }

  @Test
  void aStateIsReadBackOnlyUnderItsSettings() throws IOException {
    Path file = temp.resolve("state.safetensors");
    StateFile state = new StateFile(file, "these");
    try (PointerScope scope = new PointerScope()) {
      Tensor x = random(3);
      state.write(new SamplingLoop.State(7, x));

      SamplingLoop.State read = state.read().orElseThrow();

      assertThat(read.remaining()).isEqualTo(7);
      assertThat(read.x().equal(x)).isTrue();
      assertThat(new StateFile(file, "others").read()).isEmpty();
    }
    Files.write(file, new byte[] {1, 2, 3});
    assertThat(state.read()).isEmpty();
    try (PointerScope scope = new PointerScope()) {
      SafetensorsWriter.write(file, Map.of("x", random(3)), Map.of("settings", "these"));
    }
    assertThat(state.read()).isEmpty();
    state.delete();
    assertThat(state.read()).isEmpty();
    assertThat(file).doesNotExist();
  }
}
