package io.tweedie.restore;

import io.tweedie.core.denoiser.Condition;
import io.tweedie.core.denoiser.ConditionalDenoiser;
import io.tweedie.core.denoiser.Denoiser;
import io.tweedie.core.latent.Autoencoder;
import io.tweedie.core.schedule.NoiseSchedule;
import io.tweedie.core.tensor.Compute;
import io.tweedie.core.tensor.Shape;
import io.tweedie.models.clip.ClipTextModel;
import io.tweedie.models.clip.PromptReader;
import io.tweedie.models.diffusers.DiffusersFolder;
import io.tweedie.models.pipeline.PipelineFolder;
import io.tweedie.models.pipeline.TextToImage;
import io.tweedie.models.prior.Tuned;
import io.tweedie.models.scheduler.Scheduler;
import io.tweedie.restore.photo.Space;
import io.tweedie.restore.record.RunRecord;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.bytedeco.pytorch.Tensor;

/**
 * A text-to-image model as a prior of latents that is told what pictures show. It is found and
 * described at once; its weights are read when it is asked for the first time.
 */
public final class LatentPrior implements Prior {

  private static final String PIPELINE_OF_TEXTS = "UNet2DConditionModel";

  private final TextPipeline pipeline;
  private final Scheduler scheduler;
  private Condition.Text nothing;

  /**
   * Takes over a pipeline; reads no weights yet.
   *
   * @throws IOException if its scheduler cannot be read
   */
  LatentPrior(TextPipeline pipeline) throws IOException {
    this.pipeline = pipeline;
    this.scheduler = pipeline.files().scheduler();
  }

  /** Whether a folder has a pipeline that draws pictures of texts. */
  static boolean isOne(Path folder) throws IOException {
    if (!DiffusersFolder.isOne(folder)) {
      return false;
    }
    DiffusersFolder parts = DiffusersFolder.open(folder);
    return parts.isPipeline()
        && parts.parts().containsKey("vae")
        && parts.parts().containsKey("unet")
        && parts.parts().get("unet").type().equals(PIPELINE_OF_TEXTS);
  }

  @Override
  public String name() {
    return pipeline.name();
  }

  /**
   * {@inheritDoc} It ends without noise, whatever the pipeline's own runs do: those begin at the
   * second timestep and end at the noise of the first, which the plans of solvers visit, too.
   */
  @Override
  public NoiseSchedule schedule() {
    return scheduler.schedule().withFinalAlphaBar(1);
  }

  /** Channels of its pictures. */
  @Override
  public int channels() {
    return pipeline.files().autoencoder().inChannels();
  }

  @Override
  public Optional<Integer> usualSide() {
    return Optional.of(Math.toIntExact(pipeline.files().usualShape().height()));
  }

  @Override
  public Space space() {
    return new Space.Latents(new Lazy(), pipeline.files().sizeMultiple());
  }

  @Override
  public Tuned tuned() {
    return pipeline.files().card().tuned();
  }

  /** What is known of its parts. */
  PipelineFolder files() {
    return pipeline.files();
  }

  /** The autoencoder, which knows shapes before its weights are read. */
  private final class Lazy implements Autoencoder {

    @Override
    public Shape latentShape(Shape image) {
      return pipeline.files().autoencoder().latentShape(image);
    }

    @Override
    public Shape imageShape(Shape latent) {
      return pipeline.files().autoencoder().imageShape(latent);
    }

    @Override
    public Tensor encode(Tensor images) {
      return pipeline().autoencoder().encode(images);
    }

    @Override
    public Tensor decode(Tensor latents) {
      return pipeline().autoencoder().decode(latents);
    }
  }

  /**
   * The model with its weights, which belongs to this prior.
   *
   * @throws UncheckedIOException if a file cannot be read
   * @throws IllegalArgumentException if the weights do not fit
   */
  public TextToImage pipeline() {
    return pipeline.networks();
  }

  /** The prior of latents, which is told texts; nothing is the empty text. */
  public synchronized ConditionalDenoiser conditional() {
    if (nothing == null) {
      nothing = encode("");
    }
    return pipeline().prior(scheduler.prediction(), nothing);
  }

  /**
   * A text as the prior is told it, of one image.
   *
   * @return its tensors are the caller's to free
   */
  public Condition.Text encode(String text) {
    return pipeline().encode(pipeline().tokenize(text));
  }

  /**
   * What of a text the model does not read, because it is too long; empty if it reads all. Needs no
   * weights.
   */
  String cutOff(String text) {
    return pipeline.files().tokenizer().encode(text).cut();
  }

  /**
   * Reads tuned vectors of a text back as tokens.
   *
   * @param text before tuning
   * @param places how many are read
   * @return the caller's to close
   * @throws UncheckedIOException if a file cannot be read
   */
  public PromptReader reader(String text, int places) {
    Compute compute = pipeline.compute();
    PipelineFolder files = pipeline.files();
    try (ClipTextModel encoder = files.textModel(compute.precision())) {
      return new PromptReader(encoder, files.tokenizer(), text, places, compute);
    } catch (IOException e) {
      throw new UncheckedIOException(e.getMessage(), e);
    }
  }

  /** {@inheritDoc} It is of latents. */
  @Override
  public Denoiser denoiser() {
    return conditional().unconditional();
  }

  @Override
  public String fingerprint() {
    return String.join(" ", pipeline.hashes().values()) + " " + pipeline.compute();
  }

  @Override
  public Map<String, Object> description() {
    return RunRecord.description(name(), pipeline.hashes(), pipeline.compute());
  }

  @Override
  public synchronized void close() {
    if (nothing != null) {
      nothing.context().close();
      nothing = null;
    }
    pipeline.close();
  }
}
