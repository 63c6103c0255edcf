package io.tweedie.demo.gan;

import static org.bytedeco.pytorch.global.torch.relu;
import static org.bytedeco.pytorch.global.torch.tanh;

import io.tweedie.models.nn.Linear;
import io.tweedie.models.nn.Network;
import io.tweedie.models.nn.Parameters;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.BiFunction;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;

/**
 * The generator of DCGAN (Radford et al. 2016): an affine map to 4 x 4 pixels, then transposed
 * convolutions, each behind batch normalisation and ReLU, the last with tanh.
 *
 * <p>In training it is asked by {@link #forward}, which normalises by the batch. {@link #fold} ends
 * that; a folded generator is asked by {@link #generate}, and an image does not depend on the
 * others of its batch. Files hold folded generators.
 */
public final class Generator implements Network {

  private final DcganConfig config;
  private final Parameters parameters = new Parameters();
  private final Linear project;
  private final List<Stage> stages = new ArrayList<>();

  /** Normalises what it gets, doubles its side. */
  private record Stage(BatchNorm norm, TransposedConv2d doubling) {}

  /** Declares every layer; parameters get their values later. */
  public Generator(DcganConfig config) {
    this.config = config;
    int widest = config.widthAt(config.stages());
    project =
        new Linear(
            parameters.scope("project"),
            config.latent(),
            (long) widest * DcganConfig.FIRST_SIDE * DcganConfig.FIRST_SIDE);
    for (int i = 0; i < config.stages(); i++) {
      Parameters scope = parameters.scope("stages").scope(i);
      int in = config.widthAt(config.stages() - i);
      int out = i + 1 < config.stages() ? in / 2 : config.channels();
      stages.add(
          new Stage(
              new BatchNorm(scope.scope("norm"), in),
              new TransposedConv2d(scope.scope("conv"), in, out)));
    }
  }

  /** The architecture. */
  public DcganConfig config() {
    return config;
  }

  @Override
  public String kind() {
    return "the generator of a GAN";
  }

  @Override
  public Parameters parameters() {
    return parameters;
  }

  /** Side of the images that it makes; it makes no others. */
  @Override
  public int sizeMultiple() {
    return config.imageSize();
  }

  /** Channels of the images that it makes. */
  @Override
  public int inChannels() {
    return config.channels();
  }

  /**
   * Makes images as in training, normalised by the batch.
   *
   * @param latents standard normal, float32 [N, latent], N at least 2
   * @return N x C x S x S in [-1, 1]
   */
  public Tensor forward(Tensor latents) {
    return run(latents, BatchNorm::normalized);
  }

  /**
   * Makes images with a folded generator.
   *
   * @param latents standard normal, float32 [N, latent]
   * @return N x C x S x S in [-1, 1]
   */
  public Tensor generate(Tensor latents) {
    return run(latents, BatchNorm::affine);
  }

  /**
   * Folds the statistics of a batch into the weights, in place: {@link #generate} then makes of
   * these latents what {@link #forward} made of them before. It must be done once only.
   *
   * @param latents standard normal, float32 [N, latent]; some hundreds
   */
  public void fold(Tensor latents) {
    try (PointerScope scope = new PointerScope();
        NoGradGuard guard = new NoGradGuard()) {
      run(
          latents,
          (norm, x) -> {
            norm.fold(x);
            return norm.affine(x);
          });
    }
  }

  private Tensor run(Tensor latents, BiFunction<BatchNorm, Tensor, Tensor> normalization) {
    if (latents.dim() != 2 || latents.size(1) != config.latent()) {
      throw new IllegalArgumentException(
          "expected latents of shape [N, %d], got %s"
              .formatted(config.latent(), Arrays.toString(latents.shape())));
    }
    Tensor h =
        project
            .forward(latents)
            .reshape(latents.size(0), -1, DcganConfig.FIRST_SIDE, DcganConfig.FIRST_SIDE);
    for (Stage stage : stages) {
      h = stage.doubling().forward(relu(normalization.apply(stage.norm(), h)));
    }
    return tanh(h);
  }
}
