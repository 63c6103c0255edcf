package io.tweedie.models.resnet;

import static io.tweedie.core.tensor.Scalars.scalar;
import static org.bytedeco.pytorch.global.torch.cat;
import static org.bytedeco.pytorch.global.torch.relu;

import io.tweedie.core.denoiser.Condition;
import io.tweedie.core.tensor.Batching;
import io.tweedie.core.tensor.Compute;
import io.tweedie.core.tensor.Scoped;
import io.tweedie.models.checkpoint.Checkpoint;
import io.tweedie.models.nn.Batch;
import io.tweedie.models.nn.FeatureNetwork;
import io.tweedie.models.nn.Linear;
import io.tweedie.models.nn.Parameters;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.pytorch.ScalarOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;

/**
 * A residual network for small images (He et al. 2016, in the form for CIFAR-10 that keeps the
 * resolution in its first stage), with the parameters of the robustness package (Engstrom et al.
 * 2019). It normalises its images itself.
 */
public final class CifarResNet implements FeatureNetwork {

  private static final double[] CLEAN = {0};

  private final CifarResNetConfig config;
  private final Parameters parameters = new Parameters();
  private final ResidualUnit.Normalized stem;
  private final List<ResidualUnit> units = new ArrayList<>();
  private final Linear linear;
  private final int features;

  /** Declares every layer; parameters get their values later. */
  public CifarResNet(CifarResNetConfig config) {
    this.config = config;
    long channels = config.width();
    stem =
        ResidualUnit.Normalized.of(
            parameters.scope("conv1"),
            parameters.scope("bn1"),
            config.inChannels(),
            channels,
            3,
            1);
    for (int stage = 0; stage < config.blocks().size(); stage++) {
      Parameters scope = parameters.scope("layer" + (stage + 1));
      long inside = (long) config.width() << stage;
      for (int i = 0; i < config.blocks().get(stage); i++) {
        int stride = stage > 0 && i == 0 ? 2 : 1;
        units.add(new ResidualUnit(scope.scope(i), config.block(), channels, inside, stride));
        channels = inside * config.block().expansion();
      }
    }
    features = Math.toIntExact(channels);
    linear = new Linear(parameters.scope("linear").inFloat32(), channels, config.outChannels());
  }

  /** The architecture. */
  public CifarResNetConfig config() {
    return config;
  }

  @Override
  public Parameters parameters() {
    return parameters;
  }

  @Override
  public int sizeMultiple() {
    return 1 << (config.blocks().size() - 1);
  }

  @Override
  public int inChannels() {
    return config.inChannels();
  }

  @Override
  public int classes() {
    return config.outChannels();
  }

  @Override
  public boolean knowsNoise() {
    return false;
  }

  @Override
  public Checkpoint named(Checkpoint checkpoint) {
    return RobustnessNames.view(checkpoint, config);
  }

  @Override
  public Tensor forward(Tensor x, double[] timesteps, Compute compute) {
    Batch batch = images(x);
    return parameters.training()
        ? run(batch, compute)
        : batch.independently(compute, images -> run(images, compute));
  }

  private Batch images(Tensor x) {
    return new Batch(x, CLEAN, Condition.none()).requireImages(config.inChannels(), sizeMultiple());
  }

  private Tensor run(Batch batch, Compute compute) {
    return Scoped.run(() -> logits(pooled(batch, compute), compute).to(batch.images()));
  }

  @Override
  public int features() {
    return features;
  }

  @Override
  public Tensor features(Tensor x, Compute compute) {
    return images(x).independently(compute, images -> Scoped.run(() -> pooled(images, compute)));
  }

  private Tensor pooled(Batch batch, Compute compute) {
    Tensor h = relu(stem.forward(compute.inner(normalized(batch.images()))));
    for (ResidualUnit unit : units) {
      Tensor before = h;
      h = Scoped.run(() -> unit.forward(before));
    }
    return h.to(batch.images().scalar_type()).mean(2, 3);
  }

  private Tensor normalized(Tensor images) {
    Tensor pixels = images.mul(scalar(0.5)).add(scalar(0.5));
    if (config.clamp()) {
      pixels = pixels.clamp(new ScalarOptional(scalar(0)), new ScalarOptional(scalar(1)));
    }
    return pixels.sub(perChannel(config.mean(), images)).div(perChannel(config.std(), images));
  }

  private static Tensor perChannel(List<Double> values, Tensor images) {
    double[] each = values.stream().mapToDouble(Double::doubleValue).toArray();
    return Tensor.create(each, 1, each.length, 1, 1).to(images);
  }

  /** How a product with several rows rounds depends on their number. */
  private Tensor logits(Tensor features, Compute compute) {
    if (parameters.training() || compute.batching() == Batching.FAST) {
      return linear.forward(features);
    }
    TensorVector each = new TensorVector();
    for (long i = 0; i < features.size(0); i++) {
      each.push_back(linear.forward(features.narrow(0, i, 1)));
    }
    return cat(each, 0);
  }
}
