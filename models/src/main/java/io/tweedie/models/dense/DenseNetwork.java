package io.tweedie.models.dense;

import static org.bytedeco.pytorch.global.torch.max_pool2d;
import static org.bytedeco.pytorch.global.torch.relu;

import io.tweedie.core.denoiser.Condition;
import io.tweedie.core.tensor.Compute;
import io.tweedie.core.tensor.Scoped;
import io.tweedie.models.nn.Batch;
import io.tweedie.models.nn.Conv2d;
import io.tweedie.models.nn.Doubling;
import io.tweedie.models.nn.Initializer;
import io.tweedie.models.nn.Network;
import io.tweedie.models.nn.Norm;
import io.tweedie.models.nn.Parameters;
import org.bytedeco.pytorch.Tensor;

/**
 * Scores cells of 4 x 4 pixels. Convolutions go down to an eighth of the resolution and, in the
 * manner of feature pyramids (Lin et al. 2017), back up to a quarter, where what is far around a
 * cell is added to what is in it.
 */
public final class DenseNetwork implements Network {

  /** Side of a cell in pixels. */
  public static final int CELL = 4;

  private static final int HALVINGS = 3;
  private static final double[] CLEAN = {0};

  private final DenseConfig config;
  private final Parameters parameters = new Parameters();
  private final Layer stem;
  private final Layer half;
  private final Layer quarterIn;
  private final Layer quarter;
  private final Layer eighthIn;
  private final Layer eighth;
  private final Conv2d up;
  private final Layer merged;
  private final Conv2d scores;

  private record Layer(Conv2d conv, Norm norm) {

    Tensor forward(Tensor x) {
      return relu(norm.forward(conv.forward(x)));
    }
  }

  /** Declares every layer; parameters get their values later. */
  public DenseNetwork(DenseConfig config) {
    this.config = config;
    int width = config.width();
    Parameters scope = parameters.scope("stem");
    stem =
        layer(
            scope,
            new Conv2d(
                scope.scope("conv"), config.inChannels(), width, 4, 2, 1, Initializer.FAN_IN),
            width);
    half = layer("half", width, width);
    quarterIn = layer("quarter_in", width, 2 * width);
    quarter = layer("quarter", 2 * width, 2 * width);
    eighthIn = layer("eighth_in", 2 * width, 4 * width);
    eighth = layer("eighth", 4 * width, 4 * width);
    up = new Conv2d(parameters.scope("up"), 4 * width, 2 * width, 1);
    merged = layer("merged", 2 * width, features());
    scores = new Conv2d(parameters.scope("scores"), features(), config.outChannels(), 1);
  }

  private Layer layer(String name, int in, int out) {
    Parameters scope = parameters.scope(name);
    return layer(scope, new Conv2d(scope.scope("conv"), in, out, 3), out);
  }

  private Layer layer(Parameters scope, Conv2d conv, int out) {
    return new Layer(conv, new Norm.Group(scope.scope("norm"), out, config.groups(), 1e-5));
  }

  /** The architecture. */
  public DenseConfig config() {
    return config;
  }

  @Override
  public Parameters parameters() {
    return parameters;
  }

  @Override
  public int sizeMultiple() {
    return 1 << HALVINGS;
  }

  @Override
  public int inChannels() {
    return config.inChannels();
  }

  /**
   * Scores every cell. Outside training an image's result does not depend on the others of its
   * batch.
   *
   * @param x float32 N x inChannels x H x W in [-1, 1]
   * @param compute how the network computes
   * @return float32 N x outChannels x H/4 x W/4
   * @throws IllegalArgumentException if the images are not for this network
   */
  public Tensor forward(Tensor x, Compute compute) {
    Batch batch =
        new Batch(x, CLEAN, Condition.none()).requireImages(config.inChannels(), sizeMultiple());
    return parameters.training()
        ? run(batch, compute)
        : batch.independently(compute, image -> run(image, compute));
  }

  /** Number of {@link #features(Tensor, Compute)}. */
  public int features() {
    return 3 * config.width();
  }

  /**
   * What the scores are made of: the mean over cells of each channel before them.
   *
   * @param x as {@link #forward} takes it
   * @param compute how the network computes
   * @return float32 N x {@link #features()}
   * @throws IllegalArgumentException if the images are not for this network
   */
  public Tensor features(Tensor x, Compute compute) {
    return new Batch(x, CLEAN, Condition.none())
        .requireImages(config.inChannels(), sizeMultiple())
        .independently(
            compute,
            image -> Scoped.run(() -> cells(image, compute).to(image.images()).mean(2, 3)));
  }

  private Tensor run(Batch batch, Compute compute) {
    return Scoped.run(() -> scores.forward(cells(batch, compute)).to(batch.images()));
  }

  private Tensor cells(Batch batch, Compute compute) {
    return Scoped.run(
        () -> {
          Tensor h = half.forward(stem.forward(compute.inner(batch.images())));
          Tensor near = quarter.forward(quarterIn.forward(max_pool2d(h, 2, 2)));
          Tensor far = eighth.forward(eighthIn.forward(max_pool2d(near, 2, 2)));
          Tensor both = near.add(Doubling.nearest(up.forward(far)));
          return merged.forward(both);
        });
  }
}
