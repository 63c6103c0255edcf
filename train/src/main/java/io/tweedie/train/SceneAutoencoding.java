package io.tweedie.train;

import static io.tweedie.core.tensor.Scalars.scalar;
import static org.bytedeco.pytorch.global.torch.cat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tweedie.core.file.WholeFile;
import io.tweedie.core.random.RandomStream;
import io.tweedie.core.tensor.Compute;
import io.tweedie.images.Grid;
import io.tweedie.images.scene.SceneRenderer;
import io.tweedie.models.checkpoint.SafetensorsWriter;
import io.tweedie.models.diffusers.AutoencoderKl;
import io.tweedie.models.diffusers.LatentGaussian;
import io.tweedie.models.nn.Parameter;
import io.tweedie.train.data.SceneExamples;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;

/**
 * Learns to bring pictures of scenes through few numbers and back. What comes back is compared by
 * absolute and squared differences, and by those of neighbouring pixels, which keep edges sharp; a
 * small divergence keeps latents near a normal distribution (Rombach et al., CVPR 2022).
 */
final class SceneAutoencoding implements Objective {

  private static final double EDGES = 0.5;
  private static final double DIVERGENCE = 1e-4;
  private static final int BATCH = 50;
  private static final int SHOWN = 8;
  private static final long HELD_BACK_SEED = 0;
  private static final long TEST_SEED = 1;

  private final Recipe recipe;
  private final AutoencoderKl network;
  private final SceneRenderer renderer;
  private final SceneExamples heldBack;
  private double latentDeviation;

  /** Takes over the network. */
  SceneAutoencoding(Recipe recipe, AutoencoderKl network) {
    this.recipe = recipe;
    this.network = network;
    renderer = new SceneRenderer(recipe.crop());
    heldBack = SceneExamples.heldBack(renderer, recipe.scenes().heldBack(), HELD_BACK_SEED);
  }

  @Override
  public AutoencoderKl network() {
    return network;
  }

  @Override
  public Tensor loss(long step, SplittableRandom random) {
    Tensor pictures = SceneExamples.draw(renderer, recipe.batch(), random).pictures();
    LatentGaussian latents = network.encode(pictures, recipe.compute());
    Tensor noise = new RandomStream(random.nextLong()).normal(latents.mean().shape());
    Tensor back = network.decode(latents.sample(noise), recipe.compute());
    double elements = (double) noise.numel() / noise.size(0);
    Tensor divergence = latents.divergence().mean().div(scalar(elements));
    return difference(pictures, back).add(divergence.mul(scalar(DIVERGENCE)));
  }

  private static Tensor difference(Tensor pictures, Tensor back) {
    Tensor error = back.sub(pictures);
    Tensor edges = steps(error, 2).abs().mean().add(steps(error, 3).abs().mean());
    return error.abs().mean().add(error.square().mean()).add(edges.mul(scalar(EDGES)));
  }

  /** Differences of neighbours along a dimension. */
  private static Tensor steps(Tensor x, int dimension) {
    long length = x.size(dimension) - 1;
    return x.narrow(dimension, 1, length).sub(x.narrow(dimension, 0, length));
  }

  @Override
  public Assessment assess() {
    Fidelity fidelity = fidelity(heldBack);
    latentDeviation = fidelity.latentDeviation();
    Map<String, Double> psnr = new LinkedHashMap<>();
    psnr.put("mean", fidelity.meanPsnr());
    psnr.put("least", fidelity.leastPsnr());
    return new Assessment(-fidelity.meanPsnr(), "psnr", psnr);
  }

  /**
   * What comes back.
   *
   * @param meanPsnr over pictures, in dB
   * @param leastPsnr of all pictures, in dB
   * @param latentDeviation standard deviation of all latents, neither scaled nor shifted
   */
  private record Fidelity(double meanPsnr, double leastPsnr, double latentDeviation) {}

  private Fidelity fidelity(SceneExamples examples) {
    int count = examples.scenes().size();
    double sum = 0;
    double least = Double.POSITIVE_INFINITY;
    double latentSum = 0;
    double latentSquares = 0;
    long elements = 0;
    for (int from = 0; from < count; from += BATCH) {
      try (PointerScope scope = new PointerScope();
          NoGradGuard guard = new NoGradGuard()) {
        int size = Math.min(BATCH, count - from);
        Tensor pictures = examples.pictures().narrow(0, from, size);
        Tensor latents = network.encode(pictures, Compute.REFERENCE).mean();
        Tensor errors = network.decode(latents, Compute.REFERENCE).sub(pictures).square();
        float[] each = new float[size];
        errors.flatten(1, 3).mean(1).contiguous().data_ptr_float().get(each);
        for (float mse : each) {
          double psnr = 10 * Math.log10(4 / mse);
          sum += psnr;
          least = Math.min(least, psnr);
        }
        latentSum += latents.sum().item_double();
        latentSquares += latents.square().sum().item_double();
        elements += latents.numel();
      }
    }
    double mean = latentSum / elements;
    return new Fidelity(sum / count, least, Math.sqrt(latentSquares / elements - mean * mean));
  }

  /** Pictures, and below each what comes back. */
  @Override
  public void draw(Path folder) {
    try (PointerScope scope = new PointerScope();
        NoGradGuard guard = new NoGradGuard()) {
      Tensor pictures = heldBack.pictures().narrow(0, 0, Math.min(SHOWN, heldBack.scenes().size()));
      Tensor latents = network.encode(pictures, Compute.REFERENCE).mean();
      Tensor back = network.decode(latents, Compute.REFERENCE);
      Grid.of(cat(new TensorVector(pictures, back), 0), 2, (int) pictures.size(0))
          .withZoom(2)
          .writePng(folder.resolve("samples.png"));
    }
  }

  /**
   * Writes the folder {@code vae} as diffusers lays it out, with the scaling factor that gives
   * latents a deviation of 1.
   */
  @Override
  public void kept(Path folder) {
    Path vae = folder.resolve("vae");
    Map<String, Tensor> weights = new LinkedHashMap<>();
    for (Parameter parameter : network.parameters().all()) {
      weights.put(parameter.name(), parameter.value());
    }
    SafetensorsWriter.write(
        vae.resolve("diffusion_pytorch_model.safetensors"), weights, Map.of("format", "pt"));
    try {
      WholeFile.write(vae.resolve("config.json"), config());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private String config() throws JsonProcessingException {
    JsonMapper json = new JsonMapper();
    ObjectNode config = json.createObjectNode();
    config.put("_class_name", "AutoencoderKL");
    config.setAll((ObjectNode) recipe.model());
    config.put("sample_size", recipe.crop());
    config.put("scaling_factor", 1 / latentDeviation);
    return json.writerWithDefaultPrettyPrinter().writeValueAsString(config) + "\n";
  }

  @Override
  public Optional<String> test() {
    SceneExamples unseen = SceneExamples.heldBack(renderer, recipe.scenes().heldBack(), TEST_SEED);
    try (Tensor pictures = unseen.pictures()) {
      Fidelity fidelity = fidelity(unseen);
      return Optional.of(
          String.format(
              Locale.ROOT,
              "test PSNR %.2f dB, the least %.2f dB; deviation of latents %.3f",
              fidelity.meanPsnr(),
              fidelity.leastPsnr(),
              fidelity.latentDeviation()));
    }
  }

  @Override
  public void close() {
    heldBack.pictures().close();
    network.close();
  }
}
