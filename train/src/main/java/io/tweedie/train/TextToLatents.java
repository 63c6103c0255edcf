package io.tweedie.train;

import static org.bytedeco.pytorch.global.torch.silu;

import io.tweedie.images.scene.SceneCode;
import io.tweedie.models.checkpoint.Checkpoint;
import io.tweedie.models.clip.ClipTextConfig;
import io.tweedie.models.clip.ClipTextModel;
import io.tweedie.models.diffusers.UNet2d;
import io.tweedie.models.diffusers.UNet2dConfig;
import io.tweedie.models.nn.Conv2d;
import io.tweedie.models.nn.Network;
import io.tweedie.models.nn.Norm;
import io.tweedie.models.nn.Parameter;
import io.tweedie.models.nn.Parameters;
import java.util.LinkedHashMap;
import java.util.Map;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * A U-Net of latents and the text encoder that tells it what to draw, which learn together: the
 * encoder is small, and one that learned from contrasts alone says little of a text's parts but in
 * its last token (Rombach et al., CVPR 2022, section 3.3, learn both together too).
 */
final class TextToLatents implements Network {

  /** What the names of the U-Net's parameters begin with. */
  static final String UNET = "unet";

  private static final String TEXT = "text_encoder";

  private final Parameters parameters = new Parameters();
  private final ClipTextModel text;
  private final UNet2d unet;
  private final Perception perception;

  /**
   * Tells from a U-Net's features what is in the scene that it denoises, as {@link SceneCode} has
   * it. The pipeline does without it.
   */
  private record Perception(Norm norm, Conv2d features, Conv2d scores) {

    private static final String NAME = "perception";
    private static final int WIDTH = 128;

    static Perception of(Parameters parameters, int channels) {
      Parameters scope = parameters.scope(NAME).inFloat32();
      return new Perception(
          new Norm.Group(scope.scope("norm"), channels, 1, 1e-5),
          new Conv2d(scope.scope("features"), channels, WIDTH, 3),
          new Conv2d(scope.scope("scores"), WIDTH, SceneCode.CHANNELS, 1));
    }

    Tensor scores(Tensor seen) {
      return SceneReader.aboveUsual(
          scores.forward(silu(features.forward(norm.activated(seen.to(ScalarType.Float))))));
    }
  }

  /**
   * Declares every layer; parameters get their values later.
   *
   * @param perceives whether features of the U-Net learn to tell what is in the scene
   */
  TextToLatents(ClipTextConfig textConfig, UNet2dConfig unetConfig, boolean perceives) {
    text = new ClipTextModel(parameters.scope(TEXT), textConfig);
    unet = new UNet2d(parameters.scope(UNET), unetConfig);
    perception = perceives ? Perception.of(parameters, unet.featureChannels()) : null;
  }

  ClipTextModel text() {
    return text;
  }

  UNet2d unet() {
    return unet;
  }

  /**
   * The scores of what is in scenes.
   *
   * @param features as {@link UNet2d#see} shows them
   * @return N x {@link SceneCode#CHANNELS} x H x W
   */
  Tensor perceived(Tensor features) {
    return perception.scores(features);
  }

  /** The text encoder begins as that of a checkpoint, which may be the text tower of CLIP. */
  void startText(Checkpoint weights) {
    start(TEXT, weights);
  }

  /** The U-Net begins as that of a checkpoint. */
  void startUnet(Checkpoint weights) {
    start(UNET, weights);
  }

  private void start(String part, Checkpoint weights) {
    for (Parameter parameter : parameters.all()) {
      if (parameter.name().startsWith(part + ".")) {
        try (PointerScope scope = new PointerScope()) {
          Tensor stored = weights.read(parameter.name().substring(part.length() + 1));
          parameter.assign(stored.to(ScalarType.Float).clone());
        }
      }
    }
  }

  /** The weights of the text encoder by their names in transformers. */
  Map<String, Tensor> textWeights() {
    return weights(TEXT);
  }

  /** The weights of the U-Net by their names in diffusers. */
  Map<String, Tensor> unetWeights() {
    return weights(UNET);
  }

  private Map<String, Tensor> weights(String part) {
    Map<String, Tensor> weights = new LinkedHashMap<>();
    for (Parameter parameter : parameters.all()) {
      if (parameter.name().startsWith(part + ".")) {
        weights.put(parameter.name().substring(part.length() + 1), parameter.value());
      }
    }
    return weights;
  }

  @Override
  public Parameters parameters() {
    return parameters;
  }

  @Override
  public int sizeMultiple() {
    return unet.sizeMultiple();
  }

  @Override
  public int inChannels() {
    return unet.inChannels();
  }

  /** Dropout of the U-Net too. */
  @Override
  public void train(boolean on) {
    unet.train(on);
    text.parameters().train(on);
  }
}
