package io.tweedie.models.diffusers;

import static org.bytedeco.pytorch.global.torch.embedding;
import static org.bytedeco.pytorch.global.torch.silu;

import io.tweedie.core.denoiser.Condition;
import io.tweedie.core.tensor.Compute;
import io.tweedie.core.tensor.Scoped;
import io.tweedie.models.nn.Batch;
import io.tweedie.models.nn.Conditioning;
import io.tweedie.models.nn.Conv2d;
import io.tweedie.models.nn.Decoder;
import io.tweedie.models.nn.DenoisingNetwork;
import io.tweedie.models.nn.Encoder;
import io.tweedie.models.nn.Initializer;
import io.tweedie.models.nn.Linear;
import io.tweedie.models.nn.Norm;
import io.tweedie.models.nn.Parameter;
import io.tweedie.models.nn.Parameters;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.bytedeco.pytorch.Tensor;

/**
 * The U-Nets of diffusers with their parameter names: {@code UNet2DModel}, which is told nothing or
 * a class, and {@code UNet2DConditionModel}, which is told a text, as of Stable Diffusion 1 and 2.
 */
public final class UNet2d implements DenoisingNetwork {

  private final UNet2dConfig config;
  private final Parameters parameters;
  private final Linear timeIn;
  private final Linear timeOut;
  private final Parameter classes;
  private final UNetLayers layers;
  private final Encoder encoder;
  private final Decoder decoder;
  private final Norm outNorm;
  private final Conv2d outConv;

  /** Declares every layer; parameters get their values later. */
  public UNet2d(UNet2dConfig config) {
    this(new Parameters(), config);
  }

  /**
   * Declares every layer among those of a larger network, which is trained and freed as a whole.
   *
   * @param parameters of that network, seen from inside this part
   */
  public UNet2d(Parameters parameters, UNet2dConfig config) {
    this.parameters = parameters;
    this.config = config;
    int base = config.widths().get(0);
    Parameters time = parameters.scope("time_embedding").inFloat32();
    timeIn = new Linear(time.scope("linear_1"), base, config.timeChannels());
    timeOut = new Linear(time.scope("linear_2"), config.timeChannels(), config.timeChannels());
    classes =
        config.classes() == 0
            ? null
            : parameters
                .scope("class_embedding")
                .inFloat32()
                .declareTable(
                    "weight", Initializer.NORMAL, config.classes(), config.timeChannels());
    layers = new UNetLayers(config);
    encoder = layers.encoder(parameters);
    decoder = layers.decoder(parameters);
    outNorm =
        new Norm.Group(parameters.scope("conv_norm_out"), base, config.groups(), config.epsilon());
    outConv =
        new Conv2d(
            parameters.scope("conv_out").inFloat32(),
            base,
            config.outChannels(),
            3,
            1,
            1,
            Initializer.ZEROS);
  }

  /** The architecture. */
  public UNet2dConfig config() {
    return config;
  }

  @Override
  public Parameters parameters() {
    return parameters;
  }

  @Override
  public int sizeMultiple() {
    return config.sizeMultiple();
  }

  @Override
  public int inChannels() {
    return config.inChannels();
  }

  @Override
  public boolean learnsVariance() {
    return config.outChannels() == 2 * config.inChannels();
  }

  /** Switches gradients of the parameters and dropout on for training, or off. */
  @Override
  public void train(boolean on) {
    layers.dropout().train(on);
    parameters.train(on);
  }

  /**
   * Runs the network. Outside training an image's result does not depend on the others of its
   * batch, which are computed one by one unless batching is fast.
   *
   * @param x noisy images or latents, float32 N x inChannels x H x W, H and W multiples of {@link
   *     #sizeMultiple()}
   * @param timesteps one for the whole batch or one per image
   * @param condition a text, classes or nothing, as the network is told
   * @param compute how the network computes
   * @return float32 N x outChannels x H x W
   * @throws IllegalArgumentException if the arguments are not for this network
   */
  @Override
  public Tensor forward(Tensor x, double[] timesteps, Condition condition, Compute compute) {
    Batch batch = asked(x, timesteps, condition);
    return parameters.training()
        ? run(batch, compute)
        : batch.separately(compute, image -> run(image, compute));
  }

  /**
   * What the network makes of images, and what it made of them on the way.
   *
   * @param output as {@link UNet2d#forward} gives it
   * @param features N x {@link UNet2d#featureChannels()} x H x W: what the way up brings to the
   *     resolution of the images, before its last level joins it with the way down
   */
  public record Seen(Tensor output, Tensor features) {}

  /** Runs the network as {@link #forward} does in training, and shows its features. */
  public Seen see(Tensor x, double[] timesteps, Condition condition, Compute compute) {
    Batch batch = asked(x, timesteps, condition);
    Conditioning told = told(batch, compute);
    List<Tensor> features = raised(batch, told, compute);
    // The way up closes what it has used: what is shown needs a handle of its own.
    Tensor shown = new Tensor(features.get(features.size() - 1));
    return new Seen(answer(features, batch, told, compute), shown);
  }

  /** Channels of the features that {@link #see} shows. */
  public int featureChannels() {
    return config.widths().get(Math.min(1, config.widths().size() - 1));
  }

  private Batch asked(Tensor x, double[] timesteps, Condition condition) {
    requireTold(condition);
    return new Batch(x, timesteps, condition).requireImages(inChannels(), sizeMultiple());
  }

  private void requireTold(Condition condition) {
    if (!config.takesText()) {
      Class<? extends Condition> taken =
          classes == null ? Condition.None.class : Condition.Classes.class;
      condition.as(taken, "this network");
      return;
    }
    Tensor context = condition.as(Condition.Text.class, "this network").context();
    int width = config.transformer().contextWidth();
    if (context.size(2) != width) {
      throw new IllegalArgumentException(
          "this network takes texts of %d channels per token, got %s; is the text encoder of another model?"
              .formatted(width, Arrays.toString(context.shape())));
    }
  }

  private Tensor run(Batch batch, Compute compute) {
    return Scoped.run(
        () -> {
          Conditioning told = told(batch, compute);
          return answer(raised(batch, told, compute), batch, told, compute);
        });
  }

  /** What the last level joins: the features of the way down, and last what came up to it. */
  private List<Tensor> raised(Batch batch, Conditioning told, Compute compute) {
    List<Tensor> features = encoder.in(compute).forward(compute.inner(batch.images()), told);
    Tensor raised = decoder.first(coarse()).in(compute).forward(features, told);
    List<Tensor> left = new ArrayList<>(features.subList(0, features.size() - 1 - coarse()));
    left.add(raised);
    return left;
  }

  private Tensor answer(List<Tensor> features, Batch batch, Conditioning told, Compute compute) {
    Tensor h = decoder.after(coarse()).in(compute).forward(features, told);
    h = h.to(batch.images().scalar_type());
    return outConv.forward(outNorm.activated(h)).to(batch.images());
  }

  /** Blocks on the way up below its last level. */
  private int coarse() {
    return decoder.blocks().size() - config.layersPerBlock() - 1;
  }

  /** Timesteps and classes, embedded, and the tokens of texts. */
  private Conditioning told(Batch batch, Compute compute) {
    Tensor t = config.times().embed(batch.timesteps(), config.widths().get(0));
    Tensor e = timeOut.forward(silu(timeIn.forward(compute.device().move(t))));
    if (batch.condition() instanceof Condition.Classes told) {
      e = e.add(embedding(classes.beside(e), compute.device().move(told.labels())));
    }
    Optional<Tensor> context =
        batch.condition() instanceof Condition.Text text
            ? Optional.of(compute.device().move(text.context(), compute.precision().scalarType()))
            : Optional.empty();
    return new Conditioning(silu(e), context);
  }
}
