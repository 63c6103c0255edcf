package io.tweedie.train;

import static io.tweedie.core.tensor.Scalars.scalar;
import static org.bytedeco.pytorch.global.torch.cat;
import static org.bytedeco.pytorch.global.torch.make_generator_cpu;
import static org.bytedeco.pytorch.global.torch.randn;

import io.tweedie.core.schedule.NoiseSchedule;
import io.tweedie.core.tensor.Precision;
import io.tweedie.images.Grid;
import io.tweedie.models.adm.AdmUNet;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.GeneratorOptional;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch.MemoryFormat;

/**
 * How well a network denoises photos that training never saw: the same crops and the same noise
 * each time, larger than the training crops, at noise levels from faint to strong.
 */
final class Validation implements AutoCloseable {

  /** Standard deviations in [-1, 1] units, from 2/255 to more noise than signal. */
  static final double[] SIGMAS = {0.02, 0.05, 0.1, 0.2, 0.4, 0.8, 2, 6};

  private static final int CROPS = 8;
  private static final int SIDE = 96;

  private final Recipe recipe;
  private final NoiseSchedule schedule;
  private final Tensor clean;
  private final double[] psnr = new double[SIGMAS.length];
  private final int[] timesteps;
  private Tensor picture;

  Validation(Recipe recipe, NoiseSchedule schedule, List<Path> files) {
    this.recipe = recipe;
    this.schedule = schedule;
    timesteps = Arrays.stream(SIGMAS).mapToInt(sigma -> nearest(schedule, sigma)).toArray();
    try (CropDataset photos = new CropDataset(files, SIDE)) {
      clean = photos.batch(CROPS, new SplittableRandom(7)).retainReference();
    }
  }

  private static int nearest(NoiseSchedule schedule, double sigma) {
    int best = 0;
    for (int t = 0; t < schedule.size(); t++) {
      double distance = Math.abs(Math.log(schedule.level(t).sigma() / sigma));
      if (distance < Math.abs(Math.log(schedule.level(best).sigma() / sigma))) {
        best = t;
      }
    }
    return best;
  }

  void run(AdmUNet network, Precision precision) {
    try (PointerScope scope = new PointerScope();
        NoGradGuard guard = new NoGradGuard()) {
      List<Tensor> rows = new ArrayList<>();
      for (int i = 0; i < SIGMAS.length; i++) {
        rows.addAll(denoise(network, precision, i));
      }
      rows.add(clean);
      if (picture != null) {
        picture.close();
      }
      picture = cat(new TensorVector(rows.toArray(Tensor[]::new)), 0).retainReference();
    }
  }

  /** Measures one noise level; every other one is shown, as noisy and denoised crops. */
  private List<Tensor> denoise(AdmUNet network, Precision precision, int i) {
    PointerScope outer = PointerScope.getInnerScope();
    try (PointerScope scope = new PointerScope()) {
      Tensor noise = randn(clean.shape(), new GeneratorOptional(make_generator_cpu(1000 + i)));
      int[] levels = new int[CROPS];
      Arrays.fill(levels, timesteps[i]);
      NoisedBatch noised = NoisedBatch.of(clean, noise, levels, schedule);
      double[] timestep = {timesteps[i]};
      Tensor output =
          network.forward(noised.xt(), timestep, null, precision, MemoryFormat.ChannelsLast);
      Tensor denoised = noised.denoised(recipe.prediction(), output);
      psnr[i] = psnr(denoised);
      if (i % 2 == 0) {
        return List.of();
      }
      Tensor noisy = noised.xt().div(noised.signalScale());
      outer.attach(noisy).attach(denoised);
      return List.of(noisy, denoised);
    }
  }

  private double psnr(Tensor denoised) {
    double mse = denoised.sub(clean).square().mean().item_double();
    return 10 * Math.log10(4 / mse);
  }

  /** The loss by which weights are chosen: the mean over noise levels of -PSNR. */
  double loss() {
    return -Arrays.stream(psnr).average().orElseThrow();
  }

  /** PSNR in dB at each of {@link #SIGMAS}. */
  double[] psnr() {
    return psnr.clone();
  }

  String summary() {
    StringBuilder text = new StringBuilder("denoised PSNR");
    for (int i = 0; i < SIGMAS.length; i++) {
      text.append(String.format(Locale.ROOT, "  %s: %.2f", SIGMAS[i], psnr[i]));
    }
    return text.toString();
  }

  /** Rows of noisy and denoised crops at four levels, and the clean crops last. */
  void writePicture(Path file) {
    try (PointerScope scope = new PointerScope()) {
      Tensor shown = picture.clamp(scalarOptional(-1), scalarOptional(1));
      Grid.of(shown, (int) (picture.size(0) / CROPS), CROPS).writePng(file);
    }
  }

  private static org.bytedeco.pytorch.ScalarOptional scalarOptional(double value) {
    return new org.bytedeco.pytorch.ScalarOptional(scalar(value));
  }

  @Override
  public void close() {
    clean.close();
    if (picture != null) {
      picture.close();
    }
  }
}
