package io.tweedie.models.cnn;

import static org.bytedeco.pytorch.global.torch.cat;
import static org.bytedeco.pytorch.global.torch.max_pool2d;
import static org.bytedeco.pytorch.global.torch.relu;

import io.tweedie.core.denoiser.Condition;
import io.tweedie.core.tensor.Compute;
import io.tweedie.core.tensor.Scoped;
import io.tweedie.models.nn.Batch;
import io.tweedie.models.nn.Conv2d;
import io.tweedie.models.nn.FeatureNetwork;
import io.tweedie.models.nn.Initializer;
import io.tweedie.models.nn.Norm;
import io.tweedie.models.nn.Parameters;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;

/**
 * A convolutional network in the manner of VGG (Simonyan and Zisserman 2015), with group
 * normalisation: stages of two 3x3 convolutions and a max pooling, then one affine map of all that
 * is left.
 */
public final class CnnClassifier implements FeatureNetwork {

  private static final double[] CLEAN = {0};

  private final CnnConfig config;
  private final Parameters parameters = new Parameters();
  private final List<Layer> layers = new ArrayList<>();
  private final Conv2d scores;

  private record Layer(Conv2d conv, Norm norm, boolean lastOfStage) {

    Tensor forward(Tensor x) {
      Tensor h = relu(norm.forward(conv.forward(x)));
      return lastOfStage ? max_pool2d(h, 2, 2) : h;
    }
  }

  /** Declares every layer; parameters get their values later. */
  public CnnClassifier(CnnConfig config) {
    this.config = config;
    int width = config.inChannels();
    for (int out : config.widths()) {
      addLayer(width, out, false);
      addLayer(out, out, true);
      width = out;
    }
    int side = config.imageSize() / sizeMultiple();
    scores =
        new Conv2d(
            parameters.scope("scores"),
            width,
            config.outChannels(),
            side,
            1,
            0,
            Initializer.FAN_IN);
  }

  private void addLayer(int in, int out, boolean lastOfStage) {
    Parameters scope = parameters.scope("layers").scope(layers.size());
    Conv2d conv = new Conv2d(scope.scope("conv"), in, out, 3);
    layers.add(
        new Layer(
            conv, new Norm.Group(scope.scope("norm"), out, config.groups(), 1e-5), lastOfStage));
  }

  /** The architecture. */
  public CnnConfig config() {
    return config;
  }

  @Override
  public Parameters parameters() {
    return parameters;
  }

  @Override
  public int sizeMultiple() {
    return 1 << config.widths().size();
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
  public Tensor forward(Tensor x, double[] timesteps, Compute compute) {
    Batch batch = images(x);
    return parameters.training()
        ? run(batch, compute)
        : batch.independently(compute, image -> run(image, compute));
  }

  private Batch images(Tensor x) {
    Batch batch =
        new Batch(x, CLEAN, Condition.none()).requireImages(config.inChannels(), sizeMultiple());
    if (x.size(2) != config.imageSize() || x.size(3) != config.imageSize()) {
      throw new IllegalArgumentException(
          "this classifier is for images of %d x %d, got %d x %d; resize them"
              .formatted(config.imageSize(), config.imageSize(), x.size(2), x.size(3)));
    }
    return batch;
  }

  @Override
  public int features() {
    return config.widths().get(config.widths().size() - 1);
  }

  @Override
  public Tensor features(Tensor x, Compute compute) {
    Batch batch = images(x);
    return batch.independently(
        compute, image -> Scoped.run(() -> lastStage(image, compute).mean(2, 3)));
  }

  private Tensor lastStage(Batch batch, Compute compute) {
    return Scoped.run(
        () -> {
          Tensor h = compute.inner(batch.images());
          for (Layer layer : layers) {
            h = layer.forward(h);
          }
          return h.to(batch.images().scalar_type());
        });
  }

  private Tensor run(Batch batch, Compute compute) {
    return Scoped.run(
        () -> {
          Tensor h = lastStage(batch, compute);
          Tensor logits = parameters.training() ? scores.forward(h).flatten(1, 3) : imageByImage(h);
          return logits.to(batch.images());
        });
  }

  /** How a product as long as an image rounds depends on the number of images. */
  private Tensor imageByImage(Tensor features) {
    TensorVector each = new TensorVector();
    for (long i = 0; i < features.size(0); i++) {
      each.push_back(scores.forward(features.narrow(0, i, 1)).flatten(1, 3));
    }
    return cat(each, 0);
  }
}
