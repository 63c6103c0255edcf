package io.tweedie.restore;

import com.fasterxml.jackson.databind.JsonNode;
import io.tweedie.core.denoiser.Condition;
import io.tweedie.core.denoiser.ConditionalDenoiser;
import io.tweedie.core.denoiser.Denoiser;
import io.tweedie.core.denoiser.Tiles;
import io.tweedie.core.latent.Autoencoder;
import io.tweedie.core.schedule.NoiseSchedule;
import io.tweedie.core.tensor.Batching;
import io.tweedie.core.tensor.Compute;
import io.tweedie.core.tensor.Shape;
import io.tweedie.models.checkpoint.Sha256;
import io.tweedie.models.clip.ClipFiles;
import io.tweedie.models.clip.ClipTextModel;
import io.tweedie.models.clip.PromptReader;
import io.tweedie.models.clip.tokenizer.ClipTokenizer;
import io.tweedie.models.diffusers.AutoencoderKl;
import io.tweedie.models.diffusers.DiffusersFolder;
import io.tweedie.models.diffusers.NetworkFiles;
import io.tweedie.models.diffusers.PreparedAutoencoder;
import io.tweedie.models.diffusers.UNet2d;
import io.tweedie.models.pipeline.TextToImage;
import io.tweedie.models.prior.Tuned;
import io.tweedie.models.scheduler.Scheduler;
import io.tweedie.restore.photo.Space;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.bytedeco.pytorch.Tensor;

/**
 * A text-to-image model as a prior of latents that is told what pictures show. It is found and
 * described at once; its weights are read when it is asked for the first time.
 */
public final class LatentPrior implements Prior {

  private static final List<String> NETWORKS = List.of("unet", "vae", "text_encoder");
  private static final String PIPELINE_OF_TEXTS = "UNet2DConditionModel";

  private final Path folder;
  private final Compute compute;
  private final Scheduler scheduler;
  private final AutoencoderKl described;
  private final int unetMultiple;
  private final int trainedSide;
  private TextToImage pipeline;
  private Condition.Text nothing;
  private String hash;

  /**
   * Finds the model; reads no weights yet.
   *
   * @param folder for which {@link #isOne} holds
   */
  LatentPrior(Path folder, Compute compute) throws IOException {
    this.folder = folder;
    // Pictures run one at a time, so the halves of guidance may be one call.
    this.compute = compute.with(Batching.FAST);
    DiffusersFolder parts = DiffusersFolder.open(folder);
    this.scheduler = Scheduler.read(folder.resolve("scheduler").resolve(Scheduler.FILE));
    this.described = (AutoencoderKl) parts.network("vae").network();
    NetworkFiles files = parts.network("unet");
    try (UNet2d unet = (UNet2d) files.network()) {
      this.unetMultiple = unet.sizeMultiple();
    }
    int usual = described.config().sampleSize() / described.config().factor();
    JsonNode side = files.config().path("sample_size");
    this.trainedSide = (side.isArray() ? side.path(0) : side).asInt(usual);
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
    Path name = folder.toAbsolutePath().normalize().getFileName();
    return name == null ? "model" : name.toString();
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
    return described.inChannels();
  }

  @Override
  public Optional<Integer> side() {
    return Optional.empty();
  }

  @Override
  public Optional<Integer> reach() {
    return Optional.empty();
  }

  @Override
  public Tuned tuned() {
    return Tuned.NOTHING;
  }

  @Override
  public Space space() {
    return new Space.Latents(new Lazy(), unetMultiple * described.sizeMultiple());
  }

  /** Height and width of the latents of the training. */
  int trainedSide() {
    return trainedSide;
  }

  /**
   * Checks that the network takes tiles.
   *
   * @throws IllegalArgumentException if it does not
   */
  void requireServes(Tiles tiles) {
    int side = tiles.tile().orElse(trainedSide);
    if (side % unetMultiple != 0) {
      throw new IllegalArgumentException(
          "model %s takes tiles whose sides are multiples of %d latents, not %d"
              .formatted(name(), unetMultiple, side));
    }
  }

  /** The autoencoder, which knows shapes before its weights are read. */
  private final class Lazy implements Autoencoder {

    @Override
    public Shape latentShape(Shape image) {
      return new PreparedAutoencoder(described, compute).latentShape(image);
    }

    @Override
    public Shape imageShape(Shape latent) {
      return new PreparedAutoencoder(described, compute).imageShape(latent);
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
  public synchronized TextToImage pipeline() {
    if (pipeline == null) {
      pipeline = reading(() -> TextToImage.open(folder, compute));
    }
    return pipeline;
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
   *
   * @throws UncheckedIOException if a file cannot be read
   */
  String cutOff(String text) {
    return reading(
        () -> {
          ClipTokenizer own = ClipTokenizer.load(folder);
          int places =
              DiffusersFolder.open(folder)
                  .network("text_encoder")
                  .config()
                  .path("max_position_embeddings")
                  .asInt(own.contextLength());
          return own.withContextLength(Math.min(own.contextLength(), places)).encode(text).cut();
        });
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
    return reading(
        () -> {
          Path part = folder.resolve("text_encoder");
          try (ClipTextModel encoder = ClipFiles.textModel(part, compute.precision())) {
            ClipTokenizer own = ClipTokenizer.load(folder);
            int length = Math.min(own.contextLength(), encoder.config().contextLength());
            return new PromptReader(encoder, own.withContextLength(length), text, places, compute);
          }
        });
  }

  /** {@inheritDoc} It is of latents. */
  @Override
  public Denoiser denoiser() {
    return conditional().unconditional();
  }

  private synchronized String hash() {
    if (hash == null) {
      hash =
          reading(
              () -> {
                DiffusersFolder parts = DiffusersFolder.open(folder);
                StringBuilder all = new StringBuilder();
                for (String part : NETWORKS) {
                  NetworkFiles files = parts.network(part);
                  all.append(all.isEmpty() ? "" : " ").append(Sha256.ofWeights(files.weights()));
                }
                return all.toString();
              });
    }
    return hash;
  }

  @Override
  public String fingerprint() {
    return hash() + " " + compute;
  }

  @Override
  public Map<String, Object> description() {
    Map<String, Object> description = new LinkedHashMap<>();
    description.put("name", name());
    Map<String, Object> hashes = new LinkedHashMap<>();
    String[] each = hash().split(" ");
    for (int i = 0; i < NETWORKS.size(); i++) {
      hashes.put(NETWORKS.get(i), each[i]);
    }
    description.put("sha256", hashes);
    description.put("precision", compute.precision().word());
    description.put("layout", compute.layout().word());
    description.put("device", compute.device().name());
    return description;
  }

  private interface Reading<T> {
    T read() throws IOException;
  }

  private static <T> T reading(Reading<T> file) {
    try {
      return file.read();
    } catch (IOException e) {
      throw new UncheckedIOException(e.getMessage(), e);
    }
  }

  @Override
  public synchronized void close() {
    if (nothing != null) {
      nothing.context().close();
      nothing = null;
    }
    if (pipeline != null) {
      pipeline.close();
      pipeline = null;
    }
    described.close();
  }
}
