package io.tweedie.models.prior;

import io.tweedie.core.denoiser.Condition;
import io.tweedie.core.denoiser.ConditionalDenoiser;
import io.tweedie.core.denoiser.Denoiser;
import io.tweedie.core.denoiser.PaddedDenoiser;
import io.tweedie.core.denoiser.Prediction;
import io.tweedie.core.denoiser.TiledDenoiser;
import io.tweedie.core.schedule.NoiseSchedule;
import io.tweedie.core.tensor.Compute;
import io.tweedie.models.nn.DenoisingNetwork;
import java.util.OptionalLong;
import org.bytedeco.pytorch.Tensor;

/**
 * A model that knows how to compute: an immutable prior, which threads may share, over images of
 * any size. It pads to the multiple that the network needs, and goes tile by tile over large images
 * where the network allows it.
 *
 * @param model whose weights these are; keeps them
 * @param compute how the network computes
 */
public record PreparedModel(Model model, Compute compute) {

  /**
   * Larger images are seen tile by tile, where the model allows it; tiles are at least twice as
   * wide as their margin, so that a quarter of what is computed counts.
   */
  private static final int TILE = 384;

  /** What the model's description says. */
  public ModelSpec spec() {
    return model.spec();
  }

  /** The schedule it was trained on. */
  public NoiseSchedule schedule() {
    return model.schedule();
  }

  /**
   * The prior of all images. A class-conditional model is asked with its null label, if it has one.
   */
  public Denoiser denoiser() {
    Long none = spec().nullLabel();
    return denoiser(none == null ? OptionalLong.empty() : OptionalLong.of(none));
  }

  /**
   * The prior of the images of one class, of a class-conditional model.
   *
   * @param label the class, counted from 0
   */
  public Denoiser denoiserOf(long label) {
    return denoiser(OptionalLong.of(label));
  }

  /**
   * The prior that is told the class of each image. Images of one class are computed together.
   *
   * @throws IllegalArgumentException if the model knows no classes
   */
  public ConditionalDenoiser conditional() {
    if (!spec().classConditional()) {
      throw new IllegalArgumentException(
          "model %s knows no classes; take one that is class-conditional".formatted(spec().name()));
    }
    return new ByClass(
        spec().classes(), label -> label == Condition.NO_CLASS ? denoiser() : denoiserOf(label));
  }

  private Denoiser denoiser(OptionalLong label) {
    DenoisingNetwork network = model.network();
    Denoiser denoiser =
        (xt, level) -> {
          double[] timesteps = {level.timestep()};
          Condition told =
              label.isPresent() ? Condition.classes(label.getAsLong()) : Condition.none();
          Tensor output = network.forward(xt, timesteps, told, compute);
          return network.learnsVariance()
              ? Prediction.withLearnedVariance(spec().prediction(), output)
              : new Prediction(spec().prediction(), output);
        };
    int multiple = network.sizeMultiple();
    if (spec().tileMargin() != null) {
      // So that tiles, where they begin, are halved and halved again as the whole image is.
      int margin = roundedUp(spec().tileMargin(), multiple);
      int tile = roundedUp(Math.max(TILE, 2 * margin), multiple);
      denoiser = new TiledDenoiser(denoiser, tile, margin);
    }
    return new PaddedDenoiser(denoiser, multiple);
  }

  private static int roundedUp(int size, int multiple) {
    return (size + multiple - 1) / multiple * multiple;
  }
}
