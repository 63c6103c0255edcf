package io.tweedie.demo.score;

import static io.tweedie.core.tensor.Scalars.scalar;
import static org.bytedeco.pytorch.global.torch.cat;
import static org.bytedeco.pytorch.global.torch.full;
import static org.bytedeco.pytorch.global.torch.log;

import io.tweedie.core.score.Score;
import io.tweedie.models.nn.Mlp;
import io.tweedie.models.nn.Parameters;
import java.util.Arrays;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;

/**
 * A noise-conditional score network (Song and Ermon 2019, section 4.2) for points of few
 * coordinates: score(x, sigma) = f(x / sqrt(scale^2 + sigma^2), ln sigma) / sigma with an MLP f.
 * The division by sigma gives f values of one size at all levels (Song and Ermon 2020, technique
 * 3), that of the input the same to what f sees.
 */
public final class ScoreNetwork implements Score, AutoCloseable {

  private final Config config;
  private final Parameters parameters = new Parameters();
  private final Mlp mlp;

  /**
   * Architecture.
   *
   * @param dimension coordinates of a point
   * @param width of the hidden layers
   * @param layers how many of them
   * @param scale typical size of a coordinate of the data
   */
  public record Config(int dimension, int width, int layers, double scale) {

    /** Refuses what no network can be built from. */
    public Config {
      if (dimension < 1 || width < 1 || layers < 1 || !(scale > 0)) {
        throw new IllegalArgumentException(
            "dimension, width, layers and scale must be positive, got %d, %d, %d and %s"
                .formatted(dimension, width, layers, scale));
      }
    }
  }

  /** Declares every layer; parameters get their values later. */
  public ScoreNetwork(Config config) {
    this.config = config;
    int[] widths = new int[config.layers() + 2];
    Arrays.fill(widths, config.width());
    widths[0] = config.dimension() + 1;
    widths[widths.length - 1] = config.dimension();
    mlp = new Mlp(parameters, widths);
  }

  /** The architecture. */
  public Config config() {
    return config;
  }

  /** The weights. */
  public Parameters parameters() {
    return parameters;
  }

  @Override
  public Tensor at(Tensor x, double sigma) {
    long[] each = x.shape();
    each[each.length - 1] = 1;
    return forward(x, full(each, scalar(sigma)));
  }

  /**
   * The scores of points under noises of their own, differentiable twice.
   *
   * @param x float32 [..., dimension]
   * @param sigma deviations, float32 [..., 1], above 0
   * @return [..., dimension]
   */
  public Tensor forward(Tensor x, Tensor sigma) {
    if (x.size(-1) != config.dimension()) {
      throw new IllegalArgumentException(
          "expected points of %d coordinates in the last dimension, got %s"
              .formatted(config.dimension(), Arrays.toString(x.shape())));
    }
    Tensor size = sigma.square().add(scalar(config.scale() * config.scale())).sqrt();
    return mlp.forward(cat(new TensorVector(x.div(size), log(sigma)), -1)).div(sigma);
  }

  /** Frees the weights. */
  @Override
  public void close() {
    parameters.close();
  }
}
