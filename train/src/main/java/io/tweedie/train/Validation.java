package io.tweedie.train;

import static org.bytedeco.pytorch.global.torch.cat;

import io.tweedie.core.denoiser.Condition;
import io.tweedie.core.random.RandomStream;
import io.tweedie.core.schedule.NoiseSchedule;
import io.tweedie.core.tensor.Scoped;
import io.tweedie.images.Grid;
import io.tweedie.models.nn.DenoisingNetwork;
import io.tweedie.train.data.Examples;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;

/**
 * How well a network denoises images that training never saw: the same images and the same noise
 * each time, at noise levels from faint to strong.
 */
final class Validation implements AutoCloseable {

  /** Standard deviations in [-1, 1] units, from 2/255 to more noise than signal. */
  static final double[] SIGMAS = {0.02, 0.05, 0.1, 0.2, 0.4, 0.8, 2, 6};

  private static final int SHOWN = 8;

  private final Recipe recipe;
  private final NoiseSchedule schedule;
  private final Tensor clean;
  private final Tensor labels;
  private final int[] timesteps;
  private Tensor picture;

  /**
   * Keeps the images.
   *
   * @param examples that training never sees; with labels if the network is told classes
   */
  Validation(Recipe recipe, Examples examples) {
    this.recipe = recipe;
    schedule = recipe.noiseSchedule();
    timesteps = Arrays.stream(SIGMAS).mapToInt(sigma -> nearest(schedule, sigma)).toArray();
    clean = examples.images().retainReference();
    labels = examples.labels();
    if (labels != null) {
      labels.retainReference();
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

  /** Denoises the images at each level. */
  Assessment run(DenoisingNetwork network) {
    Map<String, Double> psnr = new LinkedHashMap<>();
    try (PointerScope scope = new PointerScope();
        NoGradGuard guard = new NoGradGuard()) {
      List<Tensor> rows = new ArrayList<>();
      for (int i = 0; i < SIGMAS.length; i++) {
        NoisedBatch noised = noised(i);
        Tensor denoised = denoise(network, noised, timesteps[i]);
        psnr.put(Double.toString(SIGMAS[i]), psnr(denoised));
        if (i % 2 == 1) {
          rows.add(shown(noised.xt().div(noised.signalScale())));
          rows.add(shown(denoised));
        }
      }
      rows.add(shown(clean));
      if (picture != null) {
        picture.close();
      }
      picture = cat(new TensorVector(rows.toArray(Tensor[]::new)), 0).retainReference();
    }
    double mean = psnr.values().stream().mapToDouble(Double::doubleValue).average().orElseThrow();
    return new Assessment(-mean, "psnr", psnr);
  }

  /** Clean images, float32 N x C x H x W in [-1, 1]. */
  Tensor clean() {
    return clean;
  }

  /** The timestep of each of {@link #SIGMAS}. */
  int[] timesteps() {
    return timesteps.clone();
  }

  /** The noise of the images at one of {@link #SIGMAS}, standard normal. */
  Tensor noise(int i) {
    return new RandomStream(i, "validation").normal(clean.shape());
  }

  private NoisedBatch noised(int i) {
    Tensor noise = noise(i);
    int[] levels = new int[(int) clean.size(0)];
    Arrays.fill(levels, timesteps[i]);
    return NoisedBatch.of(clean, noise, levels, schedule);
  }

  private Tensor denoise(DenoisingNetwork network, NoisedBatch noised, double timestep) {
    return Scoped.run(
        () ->
            noised.denoised(
                recipe.prediction(),
                network.forward(
                    noised.xt(),
                    new double[] {timestep},
                    labels == null ? Condition.none() : new Condition.Classes(labels),
                    recipe.compute())));
  }

  private static Tensor shown(Tensor images) {
    return images.narrow(0, 0, Math.min(SHOWN, images.size(0)));
  }

  private double psnr(Tensor denoised) {
    double mse = denoised.sub(clean).square().mean().item_double();
    return 10 * Math.log10(4 / mse);
  }

  /** Rows of noisy and denoised images at four levels, and the clean ones last. */
  void writePicture(Path file) {
    int columns = (int) shown(clean).size(0);
    Grid.of(picture, (int) picture.size(0) / columns, columns).writePng(file);
  }

  @Override
  public void close() {
    clean.close();
    if (labels != null) {
      labels.close();
    }
    if (picture != null) {
      picture.close();
    }
  }
}
