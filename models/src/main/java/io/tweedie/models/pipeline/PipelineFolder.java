package io.tweedie.models.pipeline;

import com.fasterxml.jackson.databind.JsonNode;
import io.tweedie.core.denoiser.BlendedTiles;
import io.tweedie.core.denoiser.Tiles;
import io.tweedie.core.tensor.Precision;
import io.tweedie.core.tensor.Shape;
import io.tweedie.models.checkpoint.Sha256;
import io.tweedie.models.clip.ClipFiles;
import io.tweedie.models.clip.ClipTextConfig;
import io.tweedie.models.clip.ClipTextModel;
import io.tweedie.models.clip.tokenizer.ClipTokenizer;
import io.tweedie.models.diffusers.AutoencoderConfig;
import io.tweedie.models.diffusers.AutoencoderKl;
import io.tweedie.models.diffusers.DiffusersFolder;
import io.tweedie.models.diffusers.NetworkFiles;
import io.tweedie.models.diffusers.UNet2d;
import io.tweedie.models.diffusers.UNet2dConfig;
import io.tweedie.models.nn.Network;
import io.tweedie.models.scheduler.Scheduler;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The folder of a pipeline that draws pictures of texts, whose parts go together. All that can be
 * known of it before any weights are read.
 *
 * @param parts what there is
 * @param card what the folder says of itself
 * @param unet what the U-Net is made of
 * @param unetSettings the same in diffusers' words
 * @param autoencoder what the autoencoder is made of
 * @param textEncoder what the text encoder is made of
 * @param tokenizer of as many tokens as the text encoder reads
 */
public record PipelineFolder(
    DiffusersFolder parts,
    PipelineCard card,
    UNet2dConfig unet,
    JsonNode unetSettings,
    AutoencoderConfig autoencoder,
    ClipTextConfig textEncoder,
    ClipTokenizer tokenizer) {

  static final String UNET = "unet";
  static final String AUTOENCODER = "vae";
  static final String TEXT_ENCODER = "text_encoder";

  private static final String CLIP = "CLIPTextModel";
  private static final String SCHEDULER = "scheduler";
  private static final List<String> NEEDED =
      List.of(SCHEDULER, TEXT_ENCODER, "tokenizer", UNET, AUTOENCODER);

  /** Refuses parts that are right in themselves and of different models. */
  public PipelineFolder {
    if (!unet.takesText()) {
      throw mixed(parts, "the U-Net takes no text");
    }
    requireSame(
        parts,
        "the U-Net takes latents of %d channels, and the autoencoder has %d",
        unet.inChannels(),
        autoencoder.latentChannels());
    requireSame(
        parts,
        "the U-Net looks at tokens of %d channels, and the text encoder gives %d",
        unet.transformer().contextWidth(),
        textEncoder.tower().width());
    if (tokenizer.vocabularySize() > textEncoder.vocabulary()) {
      throw mixed(
          parts,
          "the tokenizer has %d tokens, and the text encoder %d"
              .formatted(tokenizer.vocabularySize(), textEncoder.vocabulary()));
    }
  }

  private static void requireSame(DiffusersFolder parts, String what, int one, int other) {
    if (one != other) {
      throw mixed(parts, what.formatted(one, other));
    }
  }

  private static IllegalArgumentException mixed(DiffusersFolder parts, String what) {
    return new IllegalArgumentException(
        "%s: %s; mixed from two models?".formatted(parts.folder(), what));
  }

  /**
   * Looks into a folder.
   *
   * @param folder with a {@code model_index.json}
   * @throws IOException if a file cannot be read
   * @throws IllegalArgumentException if a part is missing, wrong or of another pipeline
   */
  public static PipelineFolder open(Path folder) throws IOException {
    DiffusersFolder parts = DiffusersFolder.open(folder);
    requireParts(parts);
    NetworkFiles unet = parts.network(UNET);
    ClipTextConfig text = ClipFiles.textConfig(folder.resolve(TEXT_ENCODER));
    ClipTokenizer own = ClipTokenizer.load(folder);
    try (UNet2d drawing = declared(unet, UNet2d.class);
        AutoencoderKl autoencoder = declared(parts.network(AUTOENCODER), AutoencoderKl.class)) {
      return new PipelineFolder(
          parts,
          PipelineCard.of(folder),
          drawing.config(),
          unet.config(),
          autoencoder.config(),
          text,
          own.withContextLength(Math.min(own.contextLength(), text.contextLength())));
    }
  }

  private static void requireParts(DiffusersFolder parts) {
    List<String> missing =
        NEEDED.stream().filter(part -> !parts.parts().containsKey(part)).toList();
    if (!missing.isEmpty()) {
      throw new IllegalArgumentException(
          "%s is a %s without %s; a pipeline that draws pictures of texts has them, as a StableDiffusionPipeline has"
              .formatted(parts.folder(), parts.type(), String.join(", ", missing)));
    }
    String encoder = parts.parts().get(TEXT_ENCODER).type();
    if (!encoder.equals(CLIP)) {
      throw new IllegalArgumentException(
          "%s has a %s for its texts; supported: %s".formatted(parts.folder(), encoder, CLIP));
    }
  }

  private static <N extends Network> N declared(NetworkFiles files, Class<N> kind) {
    Network network = files.network();
    if (kind.isInstance(network)) {
      return kind.cast(network);
    }
    network.close();
    throw new IllegalArgumentException(
        "%s is of a %s, which is not what is expected there"
            .formatted(files.where(), files.type()));
  }

  /**
   * The text encoder with its weights.
   *
   * @param precision in which the weights are kept
   * @throws IOException if a file cannot be read
   * @throws IllegalArgumentException if weights are of another network
   */
  public ClipTextModel textModel(Precision precision) throws IOException {
    return ClipFiles.textModel(folder().resolve(TEXT_ENCODER), precision);
  }

  /** Where it is. */
  public Path folder() {
    return parts.folder();
  }

  /** The scheduler of the folder. Errors as of {@link Scheduler#read(Path)}. */
  public Scheduler scheduler() throws IOException {
    return Scheduler.read(schedulerFile());
  }

  /** Another scheduler for these networks. Errors as of {@link Scheduler#read(Path, String)}. */
  public Scheduler scheduler(String name) throws IOException {
    return Scheduler.read(schedulerFile(), name);
  }

  private Path schedulerFile() {
    return folder().resolve(SCHEDULER).resolve(Scheduler.FILE);
  }

  /**
   * SHA-256 of the weights of each network, in hexadecimal.
   *
   * @throws IOException if a file cannot be read
   */
  public Map<String, String> hashes() throws IOException {
    Map<String, String> hashes = new LinkedHashMap<>();
    for (String part : List.of(UNET, AUTOENCODER, TEXT_ENCODER)) {
      hashes.put(part, Sha256.ofWeights(parts.network(part).weights()));
    }
    return hashes;
  }

  /** Shape of the pictures that the networks were trained on. */
  public Shape usualShape() {
    JsonNode side = unetSettings.path("sample_size");
    long height = side.isArray() ? side.path(0).asLong() : side.asLong();
    long width = side.isArray() ? side.path(1).asLong() : side.asLong();
    return height < 1 || width < 1
        ? new Shape(autoencoder.outChannels(), autoencoder.sampleSize(), autoencoder.sampleSize())
        : pictureShape(new Shape(autoencoder.latentChannels(), height, width));
  }

  /** Shape of the pictures of latents. */
  public Shape pictureShape(Shape latent) {
    return autoencoder.imageShape(latent);
  }

  /** Height of the latents that the networks were trained on. */
  public int trainedSide() {
    return Math.toIntExact(autoencoder.latentShape(usualShape()).height());
  }

  /**
   * Checks that the U-Net takes tiles of latents.
   *
   * @return the tiles
   * @throws IllegalArgumentException if it does not
   */
  public BlendedTiles requireServes(Tiles tiles) {
    BlendedTiles layout = tiles.layout(trainedSide());
    if (layout.tile() % unet.sizeMultiple() != 0) {
      throw new IllegalArgumentException(
          "this model takes tiles whose sides are multiples of %d latents, not %d"
              .formatted(unet.sizeMultiple(), layout.tile()));
    }
    return layout;
  }

  /** Height and width of pictures must be multiples of this. */
  public int sizeMultiple() {
    return autoencoder.factor() * unet.sizeMultiple();
  }

  /**
   * Shape of the latents of pictures.
   *
   * @throws IllegalArgumentException if the networks take no pictures of that size
   */
  public Shape latentShape(Shape picture) {
    int multiple = sizeMultiple();
    if (picture.height() % multiple != 0 || picture.width() % multiple != 0) {
      throw new IllegalArgumentException(
          "pictures of %d x %d (width x height) are not for this model, whose sides are multiples of %d"
              .formatted(picture.width(), picture.height(), multiple));
    }
    return autoencoder.latentShape(picture);
  }
}
