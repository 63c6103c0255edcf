package my;

import io.tweedie.core.denoiser.Condition;
import io.tweedie.core.tensor.Compute;
import io.tweedie.models.architecture.ConfiguredArchitecture;
import io.tweedie.models.nn.Batch;
import io.tweedie.models.nn.Conv2d;
import io.tweedie.models.nn.DenoisingNetwork;
import io.tweedie.models.nn.Parameters;
import org.bytedeco.pytorch.Tensor;

/** An architecture, {@code "architecture": "one-convolution"} of a {@code model.json}. */
public final class OneConvolution extends ConfiguredArchitecture<OneConvolution.Config> {

  /**
   * Its {@code config}.
   *
   * @param kernel height and width of the kernel in pixels, odd
   */
  public record Config(int kernel) {

    /** Refuses kernels without a middle. */
    public Config {
      if (kernel < 1 || kernel % 2 == 0) {
        throw new IllegalArgumentException("kernel must be odd, got " + kernel);
      }
    }
  }

  /** As it is registered. */
  public OneConvolution() {
    super("one-convolution", Config.class, Net::new);
  }

  private static final class Net implements DenoisingNetwork {

    private final Parameters parameters = new Parameters();
    private final Conv2d conv;

    Net(Config config) {
      conv = new Conv2d(parameters.scope("conv"), 3, 3, config.kernel());
    }

    @Override
    public Tensor forward(Tensor x, double[] timesteps, Condition condition, Compute compute) {
      condition.as(Condition.None.class, "one-convolution");
      return new Batch(x, timesteps, condition)
          .independently(compute, batch -> conv.forward(batch.images()));
    }

    @Override
    public boolean learnsVariance() {
      return false;
    }

    @Override
    public Parameters parameters() {
      return parameters;
    }

    @Override
    public int sizeMultiple() {
      return 1;
    }

    @Override
    public int inChannels() {
      return 3;
    }
  }
}
