package io.tweedie.cli.models;

import static org.bytedeco.pytorch.global.torch.make_generator_cpu;
import static org.bytedeco.pytorch.global.torch.randn;

import io.tweedie.core.denoiser.Condition;
import io.tweedie.core.tensor.Compute;
import io.tweedie.core.tensor.Precision;
import io.tweedie.models.clip.ClipFiles;
import io.tweedie.models.clip.ClipTextModel;
import io.tweedie.models.diffusers.AutoencoderConfig;
import io.tweedie.models.diffusers.AutoencoderKl;
import io.tweedie.models.diffusers.DiffusersFolder;
import io.tweedie.models.diffusers.NetworkFiles;
import io.tweedie.models.diffusers.UNet2d;
import java.io.IOException;
import java.util.function.UnaryOperator;
import org.bytedeco.pytorch.GeneratorOptional;
import org.bytedeco.pytorch.Tensor;

/** The parts of a text-to-image pipeline that take time, and what a picture asks of each. */
enum PipelinePart {
  /** One step with guidance: the latents under two texts at once. */
  UNET("unet") {
    @Override
    Loaded load(DiffusersFolder folder, int size, Precision precision) throws IOException {
      NetworkFiles vae = folder.network(VAE.toString());
      int side = size / AutoencoderConfig.read(vae.config(), vae.where()).factor();
      UNet2d network = folder.unet(precision);
      Tensor latents = drawn(2, network.inChannels(), side, side);
      Tensor texts = drawn(2, TOKENS, network.config().transformer().contextWidth());
      return new Loaded(
          (compute, watch) -> {
            Condition told = new Condition.Text(watch.apply(texts));
            return network.forward(watch.apply(latents), TIME, told, compute);
          },
          network::close);
    }
  },
  /** Decoding one picture. */
  VAE("vae") {
    @Override
    Loaded load(DiffusersFolder folder, int size, Precision precision) throws IOException {
      AutoencoderKl network = folder.autoencoder(precision);
      int side = size / network.sizeMultiple();
      Tensor latents = drawn(1, network.config().latentChannels(), side, side);
      return new Loaded(
          (compute, watch) -> network.decode(watch.apply(latents), compute), network::close);
    }
  },
  /** Encoding one text. */
  TEXT_ENCODER("text_encoder") {
    @Override
    Loaded load(DiffusersFolder folder, int size, Precision precision) throws IOException {
      ClipTextModel network = ClipFiles.textModel(folder.folder().resolve(toString()), precision);
      int tokens = network.config().contextLength();
      Tensor embedded = drawn(1, tokens, network.config().tower().width());
      long[] ends = {tokens - 1};
      return new Loaded(
          (compute, watch) -> network.encodeEmbedded(watch.apply(embedded), ends, compute).tokens(),
          network::close);
    }
  };

  /** What a part does. */
  @FunctionalInterface
  interface Work {
    /**
     * Does it once.
     *
     * @param watch what goes in goes through it
     */
    Tensor once(Compute compute, UnaryOperator<Tensor> watch);
  }

  /**
   * A part with its weights.
   *
   * @param work what a picture asks of it
   * @param free frees the weights
   */
  record Loaded(Work work, Runnable free) implements AutoCloseable {
    @Override
    public void close() {
      free.run();
    }
  }

  private static final int TOKENS = 77;
  private static final double[] TIME = {500};
  private static final long SEED = 1;

  private final String word;

  PipelinePart(String word) {
    this.word = word;
  }

  /**
   * Loads it.
   *
   * @param size height and width of the picture
   * @throws IOException if a file cannot be read
   * @throws IllegalArgumentException if files are missing, wrong or of something else
   */
  abstract Loaded load(DiffusersFolder folder, int size, Precision precision) throws IOException;

  private static Tensor drawn(long... shape) {
    return randn(shape, new GeneratorOptional(make_generator_cpu(SEED)));
  }

  /** The name of its folder. */
  @Override
  public String toString() {
    return word;
  }
}
