package io.tweedie.demo.gan;

import static io.tweedie.core.tensor.Scalars.scalar;
import static org.bytedeco.pytorch.global.torch.leaky_relu;

import io.tweedie.models.nn.Conv2d;
import io.tweedie.models.nn.Initializer;
import io.tweedie.models.nn.Parameters;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.pytorch.Tensor;

/**
 * The discriminator of DCGAN (Radford et al. 2016): strided convolutions with leaky ReLUs, and
 * batch normalisation on all but the first. It is used in training only.
 */
public final class Discriminator implements AutoCloseable {

  private static final double LEAK = 0.2;

  private final Parameters parameters = new Parameters();
  private final Conv2d first;
  private final List<Layer> layers = new ArrayList<>();
  private final Conv2d last;

  private record Layer(Conv2d conv, BatchNorm norm) {

    Tensor forward(Tensor x) {
      return leaky_relu(norm.normalized(conv.forward(x)), scalar(LEAK));
    }
  }

  /** Declares every layer; parameters get their values later. */
  public Discriminator(DcganConfig config) {
    first = halving(parameters.scope("first"), config.channels(), config.widthAt(1));
    for (int stage = 2; stage <= config.stages(); stage++) {
      Parameters scope = parameters.scope("layers").scope(stage - 2);
      int out = config.widthAt(stage);
      Conv2d conv = halving(scope.scope("conv"), config.widthAt(stage - 1), out);
      layers.add(new Layer(conv, new BatchNorm(scope.scope("norm"), out)));
    }
    last =
        new Conv2d(
            parameters.scope("last"),
            config.widthAt(config.stages()),
            1,
            DcganConfig.FIRST_SIDE,
            1,
            0,
            Initializer.FAN_IN);
  }

  private static Conv2d halving(Parameters scope, int in, int out) {
    return new Conv2d(scope, in, out, 4, 2, 1, Initializer.FAN_IN);
  }

  /** The weights. */
  public Parameters parameters() {
    return parameters;
  }

  /**
   * Judges images; normalises by the batch, which must be all real or all generated.
   *
   * @param images N x C x S x S in [-1, 1]
   * @return ln(D / (1 - D)) with D the probability that an image is real, [N]
   */
  public Tensor forward(Tensor images) {
    Tensor h = leaky_relu(first.forward(images), scalar(LEAK));
    for (Layer layer : layers) {
      h = layer.forward(h);
    }
    return last.forward(h).flatten();
  }

  /** Frees the weights. */
  @Override
  public void close() {
    parameters.close();
  }
}
