package io.tweedie.models.pipeline;

import com.fasterxml.jackson.databind.JsonNode;
import io.tweedie.core.denoiser.Condition;
import io.tweedie.core.denoiser.ConditionalDenoiser;
import io.tweedie.core.denoiser.Parameterization;
import io.tweedie.core.random.KeyedNoise;
import io.tweedie.core.sampling.SamplingLoop;
import io.tweedie.core.tensor.Compute;
import io.tweedie.core.tensor.Shape;
import io.tweedie.models.checkpoint.Sha256;
import io.tweedie.models.clip.ClipFiles;
import io.tweedie.models.clip.ClipTextModel;
import io.tweedie.models.clip.tokenizer.ClipTokenizer;
import io.tweedie.models.clip.tokenizer.TokenizedText;
import io.tweedie.models.diffusers.AutoencoderKl;
import io.tweedie.models.diffusers.DiffusersFolder;
import io.tweedie.models.diffusers.PreparedAutoencoder;
import io.tweedie.models.diffusers.UNet2d;
import io.tweedie.models.diffusers.UNet2dConfig;
import io.tweedie.models.scheduler.Scheduler;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;

/**
 * A pipeline that draws pictures of texts, as of Stable Diffusion 1 and 2 (Rombach et al., CVPR
 * 2022): tokenizer, text encoder, latent U-Net, scheduler and autoencoder of one folder.
 *
 * <p>Immutable; threads may share it. Close it when the last run with it is over.
 *
 * <pre>{@code
 * try (TextToImage pipeline = TextToImage.open(folder, Compute.STANDARD)) {
 *   Scheduler scheduler = pipeline.scheduler().withSteps(20);
 *   Tensor picture = pipeline.draw("a red seven", "", scheduler, 7.5, new KeyedNoise(0, new long[1]));
 * }
 * }</pre>
 */
public final class TextToImage implements AutoCloseable {

  private static final String UNET = "unet";
  private static final String AUTOENCODER = "vae";
  private static final String TEXT_ENCODER = "text_encoder";
  private static final String TOKENIZER = "tokenizer";

  private final DiffusersFolder folder;
  private final Compute compute;
  private final UNet2d unet;
  private final AutoencoderKl autoencoder;
  private final ClipTextModel textEncoder;
  private final ClipTokenizer tokenizer;
  private Map<String, String> hashes = Map.of();

  private TextToImage(
      DiffusersFolder folder,
      Compute compute,
      UNet2d unet,
      AutoencoderKl autoencoder,
      ClipTextModel textEncoder)
      throws IOException {
    this.folder = folder;
    this.compute = compute;
    this.unet = unet;
    this.autoencoder = autoencoder;
    this.textEncoder = textEncoder;
    ClipTokenizer own = ClipTokenizer.load(folder.folder());
    tokenizer =
        own.withContextLength(Math.min(own.contextLength(), textEncoder.config().contextLength()));
    requireTogether();
  }

  /** Parts that are right in themselves may be of different models. */
  private void requireTogether() {
    UNet2dConfig drawing = unet.config();
    if (!drawing.takesText()) {
      throw mixed("the U-Net takes no text");
    }
    requireSame(
        "the U-Net takes latents of %d channels, and the autoencoder has %d",
        drawing.inChannels(), autoencoder.config().latentChannels());
    requireSame(
        "the U-Net looks at tokens of %d channels, and the text encoder gives %d",
        drawing.transformer().contextWidth(), textEncoder.config().tower().width());
    if (tokenizer.vocabularySize() > textEncoder.config().vocabulary()) {
      throw mixed(
          "the tokenizer has %d tokens, and the text encoder %d"
              .formatted(tokenizer.vocabularySize(), textEncoder.config().vocabulary()));
    }
  }

  private void requireSame(String what, int one, int other) {
    if (one != other) {
      throw mixed(what.formatted(one, other));
    }
  }

  private IllegalArgumentException mixed(String what) {
    return new IllegalArgumentException(
        "%s: %s; mixed from two models?".formatted(folder.folder(), what));
  }

  /**
   * Opens a folder and loads its networks.
   *
   * @param folder with a {@code model_index.json}
   * @param compute how the networks compute
   * @throws IOException if a file cannot be read
   * @throws IllegalArgumentException if a part is missing, wrong or of another pipeline
   */
  public static TextToImage open(Path folder, Compute compute) throws IOException {
    DiffusersFolder parts = DiffusersFolder.open(folder);
    requireParts(parts);
    compute.device().requireAvailable();
    UNet2d unet = parts.unet(compute.precision());
    AutoencoderKl autoencoder = null;
    ClipTextModel textEncoder = null;
    try {
      autoencoder = parts.autoencoder(compute.precision());
      textEncoder = ClipFiles.textModel(folder.resolve(TEXT_ENCODER), compute.precision());
      return new TextToImage(parts, compute, unet, autoencoder, textEncoder);
    } catch (IOException | RuntimeException e) {
      unet.close();
      if (autoencoder != null) {
        autoencoder.close();
      }
      if (textEncoder != null) {
        textEncoder.close();
      }
      throw e;
    }
  }

  private static void requireParts(DiffusersFolder parts) {
    Map<String, String> needed =
        Map.of(
            UNET,
            "UNet2DConditionModel",
            AUTOENCODER,
            "AutoencoderKL",
            TEXT_ENCODER,
            "CLIPTextModel",
            TOKENIZER,
            "CLIPTokenizer",
            "scheduler",
            "Scheduler");
    List<String> missing =
        needed.keySet().stream().filter(part -> !parts.parts().containsKey(part)).sorted().toList();
    if (!missing.isEmpty()) {
      throw new IllegalArgumentException(
          "%s is a %s without %s; a pipeline that draws pictures of texts has them, as a StableDiffusionPipeline has"
              .formatted(parts.folder(), parts.type(), String.join(", ", missing)));
    }
    String encoder = parts.parts().get(TEXT_ENCODER).type();
    if (!encoder.equals(needed.get(TEXT_ENCODER))) {
      throw new IllegalArgumentException(
          "%s has a %s for its texts; supported: %s"
              .formatted(parts.folder(), encoder, needed.get(TEXT_ENCODER)));
    }
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
    return folder.folder().resolve("scheduler").resolve(Scheduler.FILE);
  }

  /** How the networks compute. */
  public Compute compute() {
    return compute;
  }

  /** The way between pictures and latents. */
  public PreparedAutoencoder autoencoder() {
    return new PreparedAutoencoder(autoencoder, compute);
  }

  /**
   * SHA-256 of the weights of each network, in hexadecimal; files are read once for it.
   *
   * @throws IOException if a file cannot be read
   */
  public synchronized Map<String, String> hashes() throws IOException {
    if (hashes.isEmpty()) {
      Map<String, String> read = new LinkedHashMap<>();
      for (String part : List.of(UNET, AUTOENCODER, TEXT_ENCODER)) {
        read.put(part, Sha256.ofWeights(folder.network(part).weights()));
      }
      hashes = Collections.unmodifiableMap(read);
    }
    return hashes;
  }

  /** A text as its tokens; what did not fit is told. */
  public TokenizedText tokenize(String text) {
    return tokenizer.encode(text);
  }

  /**
   * A text as the U-Net is told it, of one image.
   *
   * @return its tensors are the caller's to free
   */
  public Condition.Text encode(TokenizedText text) {
    try (PointerScope scope = new PointerScope()) {
      Tensor context = textEncoder.encode(text.tensor(), compute).tokens();
      return new Condition.Text(context.retainReference());
    }
  }

  /**
   * The U-Net as a prior of latents.
   *
   * @param prediction what its output means, which the scheduler knows
   * @param nothing what it is told where nothing is said: the empty text, or a negative prompt; its
   *     tensors must stay alive
   */
  public ConditionalDenoiser prior(Parameterization prediction, Condition.Text nothing) {
    return new TextPrior(unet, prediction, nothing, compute);
  }

  /** Shape of the pictures that the networks were trained on. */
  public Shape usualShape() {
    int channels = autoencoder.config().outChannels();
    int factor = autoencoder.config().factor();
    JsonNode side = unetSampleSize();
    long height = side.isArray() ? side.path(0).asLong() : side.asLong();
    long width = side.isArray() ? side.path(1).asLong() : side.asLong();
    return height < 1 || width < 1
        ? new Shape(channels, autoencoder.config().sampleSize(), autoencoder.config().sampleSize())
        : new Shape(channels, height * factor, width * factor);
  }

  private JsonNode unetSampleSize() {
    try {
      return folder.network(UNET).config().path("sample_size");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Shape of the pictures of latents. */
  public Shape pictureShape(Shape latent) {
    return autoencoder().imageShape(latent);
  }

  /** Height and width of pictures must be multiples of this. */
  public int sizeMultiple() {
    return autoencoder.sizeMultiple() * unet.sizeMultiple();
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
    return autoencoder().latentShape(picture);
  }

  /**
   * Draws a picture of the usual size for each identity of the noise.
   *
   * @param prompt what to draw
   * @param negative what not to draw; may be empty
   * @param scale as of {@link Generation}
   * @return N x C x H x W in [-1, 1]; the caller's to free
   */
  public Tensor draw(
      String prompt, String negative, Scheduler scheduler, double scale, KeyedNoise noise) {
    try (PointerScope scope = new PointerScope()) {
      Generation generation =
          new Generation(
              this, scheduler, encode(tokenize(prompt)), encode(tokenize(negative)), scale);
      Tensor z = Generation.latents(noise, latentShape(usualShape()));
      Tensor latents = generation.run(generation.start(z), z, noise, SamplingLoop.Listener.NONE);
      return generation.picture(latents).retainReference();
    }
  }

  /** Frees the weights. */
  @Override
  public void close() {
    unet.close();
    autoencoder.close();
    textEncoder.close();
  }
}
