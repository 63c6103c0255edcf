package io.tweedie.models.prior;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.tweedie.core.denoiser.Parameterization;
import io.tweedie.models.checkpoint.Sha256;
import io.tweedie.models.diffusers.DiffusersFolder;
import io.tweedie.models.diffusers.NetworkFiles;
import java.io.IOException;
import java.nio.file.Path;

/**
 * A prior of pixels in a folder of diffusers: a {@code UNet2DModel} with its {@code config.json},
 * or a pipeline that has one, such as {@code DDPMPipeline}. What its scheduler says of the training
 * is used, and not how it would sample.
 *
 * @param folder of the model
 */
record DiffusersSource(Path folder) implements ModelSource {

  private static final String PART = "unet";
  private static final String SCHEDULER = "scheduler/scheduler_config.json";
  private static final double ROUNDING = 1e-9;

  @Override
  public ModelSpec spec() throws IOException {
    return spec(files());
  }

  @Override
  public Model load() throws IOException {
    NetworkFiles files = files();
    return Model.load(spec(files), files.weights());
  }

  @Override
  public String hash() throws IOException {
    return Sha256.ofWeights(files().weights());
  }

  private NetworkFiles files() throws IOException {
    DiffusersFolder pipeline = DiffusersFolder.open(folder);
    NetworkFiles files = pipeline.network(PART);
    if (!files.type().equals("UNet2DModel")) {
      throw new IllegalArgumentException(
          "%s is a %s of a %s; a prior of images is needed here, which is a UNet2DModel"
              .formatted(folder, pipeline.type(), files.type()));
    }
    return files;
  }

  private ModelSpec spec(NetworkFiles files) throws IOException {
    JsonNode training = DiffusersFolder.open(folder).scheduler().orElse(MissingNode.getInstance());
    int steps = training.path("num_train_timesteps").asInt(1000);
    Path name = folder.toAbsolutePath().normalize().getFileName();
    JsonNode side = files.config().path("sample_size");
    return new ModelSpec(
        name == null ? "model" : name.toString(),
        null,
        "unet2d",
        files.config(),
        schedule(training, steps),
        steps,
        prediction(training),
        folder.relativize(files.weights()).toString(),
        "",
        side.isInt() ? side.asInt() : null,
        null,
        null,
        null,
        null,
        null);
  }

  private static Parameterization prediction(JsonNode training) {
    String word = training.path("prediction_type").asText("epsilon");
    return switch (word) {
      case "epsilon" -> Parameterization.EPSILON;
      case "sample" -> Parameterization.X0;
      case "v_prediction" -> Parameterization.V;
      default -> throw refused("prediction_type is \"" + word + '"');
    };
  }

  /** The name of the schedule here; one with other constants than the usual ones has none. */
  private static String schedule(JsonNode training, int steps) {
    if (!training.path("trained_betas").isMissingNode()
        && !training.path("trained_betas").isNull()) {
      throw refused("there are trained_betas");
    }
    if (training.path("rescale_betas_zero_snr").asBoolean(false)) {
      throw refused("rescale_betas_zero_snr is true");
    }
    String word = training.path("beta_schedule").asText("linear");
    double first = training.path("beta_start").asDouble(1e-4);
    double last = training.path("beta_end").asDouble(0.02);
    boolean usual =
        switch (word) {
          case "squaredcos_cap_v2" -> true;
          case "linear" -> same(first, 0.1 / steps) && same(last, 20.0 / steps);
          case "scaled_linear" -> same(first, 0.00085) && same(last, 0.012);
          default -> false;
        };
    if (!usual) {
      throw refused(
          "beta_schedule is \"%s\" from %s to %s in %d steps".formatted(word, first, last, steps));
    }
    return switch (word) {
      case "squaredcos_cap_v2" -> "cosine";
      case "linear" -> "linear";
      default -> "scaled-linear";
    };
  }

  private static boolean same(double a, double b) {
    return Math.abs(a - b) < ROUNDING;
  }

  private static IllegalArgumentException refused(String what) {
    return new IllegalArgumentException(
        SCHEDULER
            + ": "
            + what
            + ", which is not supported for priors of images; supported: epsilon, sample or"
            + " v_prediction, and the usual constants of linear, scaled_linear and"
            + " squaredcos_cap_v2");
  }
}
