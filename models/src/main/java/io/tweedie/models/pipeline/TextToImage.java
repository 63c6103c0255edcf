package io.tweedie.models.pipeline;

import io.tweedie.core.denoiser.Condition;
import io.tweedie.core.denoiser.ConditionalDenoiser;
import io.tweedie.core.denoiser.Parameterization;
import io.tweedie.core.random.KeyedNoise;
import io.tweedie.core.sampling.SamplingLoop;
import io.tweedie.core.tensor.Compute;
import io.tweedie.core.tensor.Shape;
import io.tweedie.models.clip.ClipTextModel;
import io.tweedie.models.clip.tokenizer.TokenizedText;
import io.tweedie.models.diffusers.AutoencoderKl;
import io.tweedie.models.diffusers.PreparedAutoencoder;
import io.tweedie.models.diffusers.UNet2d;
import io.tweedie.models.scheduler.Scheduler;
import java.io.IOException;
import java.nio.file.Path;
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

  private final PipelineFolder files;
  private final Compute compute;
  private final UNet2d unet;
  private final AutoencoderKl autoencoder;
  private final ClipTextModel textEncoder;

  private TextToImage(
      PipelineFolder files,
      Compute compute,
      UNet2d unet,
      AutoencoderKl autoencoder,
      ClipTextModel textEncoder) {
    this.files = files;
    this.compute = compute;
    this.unet = unet;
    this.autoencoder = autoencoder;
    this.textEncoder = textEncoder;
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
    return load(PipelineFolder.open(folder), compute);
  }

  /**
   * Loads the networks of a folder that was looked into.
   *
   * @throws IOException if a file cannot be read
   * @throws IllegalArgumentException if weights are of another network
   */
  public static TextToImage load(PipelineFolder files, Compute compute) throws IOException {
    compute.device().requireAvailable();
    UNet2d unet = files.parts().unet(compute.precision());
    AutoencoderKl autoencoder = null;
    ClipTextModel textEncoder = null;
    try {
      autoencoder = files.parts().autoencoder(compute.precision());
      textEncoder = files.textModel(compute.precision());
      return new TextToImage(files, compute, unet, autoencoder, textEncoder);
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

  /** What is known of its parts without their weights. */
  public PipelineFolder files() {
    return files;
  }

  /** The scheduler of the folder. Errors as of {@link Scheduler#read(Path)}. */
  public Scheduler scheduler() throws IOException {
    return files.scheduler();
  }

  /** Another scheduler for these networks. Errors as of {@link Scheduler#read(Path, String)}. */
  public Scheduler scheduler(String name) throws IOException {
    return files.scheduler(name);
  }

  /** How the networks compute. */
  public Compute compute() {
    return compute;
  }

  /** The way between pictures and latents. */
  public PreparedAutoencoder autoencoder() {
    return new PreparedAutoencoder(autoencoder, compute);
  }

  /** A text as its tokens; what did not fit is told. */
  public TokenizedText tokenize(String text) {
    return files.tokenizer().encode(text);
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
    return files.usualShape();
  }

  /** Shape of the latents of pictures. Errors as of {@link PipelineFolder#latentShape}. */
  public Shape latentShape(Shape picture) {
    return files.latentShape(picture);
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
