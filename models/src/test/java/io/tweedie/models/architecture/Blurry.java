package io.tweedie.models.architecture;

import io.tweedie.core.denoiser.Condition;
import io.tweedie.core.tensor.Compute;
import io.tweedie.models.nn.Batch;
import io.tweedie.models.nn.Conv2d;
import io.tweedie.models.nn.DenoisingNetwork;
import io.tweedie.models.nn.Parameters;
import org.bytedeco.pytorch.Tensor;

/** An architecture as a user's jar brings it: one convolution, told classes that it ignores. */
public final class Blurry extends ConfiguredArchitecture<Blurry.Config> {

  /** Size of the kernel, and how many classes it is told; 0 for none. */
  record Config(int kernel, int kinds) {

    Config {
      if (kernel < 1 || kernel % 2 == 0) {
        throw new IllegalArgumentException("kernel must be odd, got " + kernel);
      }
    }
  }

  /** As it is registered. */
  public Blurry() {
    super("blurry", Config.class, Net::new);
  }

  @Override
  protected long classes(Config config) {
    return config.kinds();
  }

  private static final class Net implements DenoisingNetwork {

    private final Parameters parameters = new Parameters();
    private final Conv2d conv;
    private final Class<? extends Condition> told;

    Net(Config config) {
      conv = new Conv2d(parameters.scope("conv"), 3, 3, config.kernel());
      told = config.kinds() == 0 ? Condition.None.class : Condition.Classes.class;
    }

    @Override
    public Tensor forward(Tensor x, double[] timesteps, Condition condition, Compute compute) {
      condition.as(told, "this network");
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
