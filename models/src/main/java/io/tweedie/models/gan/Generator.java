package io.tweedie.models.gan;

import static org.bytedeco.pytorch.global.torch.relu;
import static org.bytedeco.pytorch.global.torch.tanh;

import com.fasterxml.jackson.databind.json.JsonMapper;
import io.tweedie.core.tensor.Backend;
import io.tweedie.models.checkpoint.Checkpoint;
import io.tweedie.models.checkpoint.SafetensorsWriter;
import io.tweedie.models.nn.Initializer;
import io.tweedie.models.nn.Linear;
import io.tweedie.models.nn.Parameter;
import io.tweedie.models.nn.Parameters;
import io.tweedie.models.prior.ModelSpec;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * The generator of DCGAN (Radford et al. 2016): an affine map to 4 x 4 pixels, then transposed
 * convolutions, each with batch normalisation and ReLU, the last with tanh.
 *
 * <p>While it trains, it normalises by the batch. {@link #measure} ends that: from then on, and
 * after {@link #load}, an image does not depend on the others of its batch.
 */
public final class Generator implements AutoCloseable {

  private static final long[] BATCH_AND_POSITIONS = {0, 2, 3};

  private static final String WEIGHTS = "weights";
  private static final String STATISTICS = "statistics";
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private final DcganConfig config;
  private final Parameters parameters = new Parameters();
  private final Parameters statistics = new Parameters();
  private final Linear project;
  private final List<Stage> stages = new ArrayList<>();

  /** Normalises what a stage gets, doubles it. */
  private record Stage(
      BatchNorm norm, Parameter mean, Parameter variance, TransposedConv2d doubling) {}

  /** How a stage normalises. */
  private interface Normalization extends BiFunction<Stage, Tensor, Tensor> {}

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
      Parameters measured = statistics.scope("stages").scope(i).scope("norm");
      int in = config.widthAt(config.stages() - i);
      int out = i + 1 < config.stages() ? in / 2 : config.channels();
      stages.add(
          new Stage(
              new BatchNorm(scope.scope("norm"), in),
              measured.declare("running_mean", Initializer.ZEROS, in),
              measured.declare("running_var", Initializer.ONES, in),
              new TransposedConv2d(scope.scope("conv"), in, out)));
    }
  }

  /**
   * Loads a trained generator.
   *
   * @param folder holds {@code model.json}, of the architecture "dcgan", and the weights it names
   * @throws IOException if a file cannot be read
   * @throws IllegalArgumentException if the description is of something else, or weights are
   *     missing
   */
  public static Generator load(Path folder) throws IOException {
    Backend.initialize();
    ModelSpec spec = ModelSpec.read(folder.resolve(ModelSpec.FILE));
    if (!spec.architecture().equals(DcganConfig.ARCHITECTURE) || spec.weights() == null) {
      throw new IllegalArgumentException(
          "%s describes no generator with weights: expected architecture dcgan, got %s"
              .formatted(folder.resolve(ModelSpec.FILE), spec.architecture()));
    }
    Generator generator = new Generator(JSON.treeToValue(spec.config(), DcganConfig.class));
    try (Checkpoint file = Checkpoint.open(folder.resolve(spec.weights()))) {
      generator.parameters.load(file.under(WEIGHTS)).requireComplete();
      generator.statistics.load(file.under(STATISTICS)).requireComplete();
      return generator;
    } catch (RuntimeException e) {
      generator.close();
      throw e;
    }
  }

  /** The architecture. */
  public DcganConfig config() {
    return config;
  }

  /** The weights; statistics are none of them. */
  public Parameters parameters() {
    return parameters;
  }

  /**
   * Makes images as in training, normalised by the batch.
   *
   * @param latents standard normal, float32 [N, latent], N at least 2
   * @return N x C x S x S in [-1, 1]
   */
  public Tensor forward(Tensor latents) {
    return run(latents, (stage, x) -> stage.norm().byBatch(x));
  }

  /**
   * Makes images, normalised by the statistics that {@link #measure} took or a file holds.
   *
   * @param latents standard normal, float32 [N, latent]
   * @return N x C x S x S in [-1, 1]
   * @throws IllegalStateException if there are no statistics yet
   */
  public Tensor generate(Tensor latents) {
    return run(
        latents, (stage, x) -> stage.norm().by(stage.mean().value(), stage.variance().value(), x));
  }

  /**
   * Takes the statistics that {@link #generate} normalises by.
   *
   * @param latents standard normal, float32 [N, latent]; some hundreds
   */
  public void measure(Tensor latents) {
    try (PointerScope scope = new PointerScope();
        NoGradGuard guard = new NoGradGuard()) {
      run(
          latents,
          (stage, x) -> {
            stage.mean().assign(x.mean(BATCH_AND_POSITIONS));
            stage.variance().assign(x.var(BATCH_AND_POSITIONS, false, false));
            return stage.norm().byBatch(x);
          });
    }
  }

  private Tensor run(Tensor latents, Normalization normalization) {
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
      h = stage.doubling().forward(relu(normalization.apply(stage, h)));
    }
    return tanh(h);
  }

  /**
   * Writes weights and statistics in half precision.
   *
   * @param metadata kept with them
   */
  public void save(Path file, Map<String, String> metadata) {
    try (PointerScope scope = new PointerScope()) {
      Map<String, Tensor> tensors = new LinkedHashMap<>();
      parameters.all().forEach(p -> tensors.put(WEIGHTS + "." + p.name(), half(p)));
      statistics.all().forEach(p -> tensors.put(STATISTICS + "." + p.name(), half(p)));
      SafetensorsWriter.write(file, tensors, metadata);
    }
  }

  private static Tensor half(Parameter parameter) {
    return parameter.value().detach().to(ScalarType.Half);
  }

  /** Frees weights and statistics. */
  @Override
  public void close() {
    parameters.close();
    statistics.close();
  }
}
