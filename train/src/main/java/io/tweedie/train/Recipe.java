package io.tweedie.train;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import io.tweedie.core.denoiser.Parameterization;
import io.tweedie.core.schedule.NoiseSchedule;
import io.tweedie.core.tensor.Precision;
import io.tweedie.models.adm.AdmConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * How a denoiser is trained: everything that decides its weights, read from a YAML file.
 *
 * @param name of the model, and of its files
 * @param seed of the weights, the crops and the noise
 * @param model architecture
 * @param schedule name of the noise schedule, of 1000 steps
 * @param prediction what the network predicts: epsilon, x0 or v
 * @param levels which noise levels are trained how often
 * @param data photos, by folder below the data root, and those kept back
 * @param crop side of the training crops in pixels
 * @param batch crops per step
 * @param steps in all; may be changed between runs while the learning rate is still constant
 * @param optimizer settings of AdamW
 * @param precision fp32 or bf16
 * @param every steps between validations, each of which also saves the state
 */
@JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
public record Recipe(
    String name,
    long seed,
    AdmConfig model,
    String schedule,
    Parameterization prediction,
    Levels levels,
    Data data,
    int crop,
    int batch,
    int steps,
    Optimizer optimizer,
    String precision,
    int every) {

  /** Refuses settings that cannot be trained. */
  public Recipe {
    require(name != null && name.matches("[A-Za-z0-9._-]+"), "name must be a plain file name");
    require(model != null, "model is missing");
    require(prediction != null, "prediction is missing: epsilon, x0 or v");
    require(
        levels != null && data != null && optimizer != null, "levels, data or optimizer missing");
    require(crop > 0 && batch > 0 && steps > 0 && every > 0, "crop, batch, steps, every: above 0");
    require(
        crop % model.sizeMultiple() == 0,
        "crop %d must be a multiple of %d for this model".formatted(crop, model.sizeMultiple()));
    Precision.parse(precision);
    NoiseSchedule.named(schedule, 1000);
  }

  /**
   * Which noise levels are visited: log-normal in sigma, or every timestep equally.
   *
   * @param distribution "log-normal" or "uniform"
   * @param mean of ln(sigma), if log-normal
   * @param deviation of ln(sigma), if log-normal
   */
  public record Levels(String distribution, double mean, double deviation) {

    /** Refuses unknown distributions. */
    public Levels {
      require(
          "log-normal".equals(distribution) || "uniform".equals(distribution),
          "levels.distribution must be log-normal or uniform, got " + distribution);
    }

    NoiseLevels over(NoiseSchedule schedule) {
      return distribution.equals("uniform")
          ? NoiseLevels.uniform(schedule)
          : NoiseLevels.logNormal(schedule, mean, deviation);
    }
  }

  /**
   * The photos.
   *
   * @param folders below the data root
   * @param validation file names kept back to choose the weights by
   * @param test file names that training never sees
   */
  public record Data(List<String> folders, List<String> validation, List<String> test) {}

  /**
   * AdamW and its learning rate: a linear rise, a plateau, a linear fall to zero at the last step.
   *
   * @param rate on the plateau
   * @param warmup steps of rise
   * @param decay steps of fall
   * @param weightDecay per unit of learning rate
   * @param clip largest norm of a gradient
   * @param average decay of the moving average of the weights
   */
  @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
  public record Optimizer(
      double rate, int warmup, int decay, double weightDecay, double clip, double average) {

    /** The learning rate of an update, counted from 1. */
    double rateAt(long step, long steps) {
      double rise = Math.min(1, (double) step / warmup);
      double fall = Math.min(1, (double) (steps - step + 1) / decay);
      return rate * Math.min(rise, fall);
    }

    /** The moving average forgets its random start faster than its decay alone would. */
    double averageAt(long step) {
      return Math.min(average, (1.0 + step) / (10 + step));
    }
  }

  /**
   * Reads a recipe.
   *
   * @throws IOException if the file cannot be read
   * @throws IllegalArgumentException naming what is wrong in it
   */
  public static Recipe read(Path file) throws IOException {
    JsonMapper yaml =
        JsonMapper.builder(new YAMLFactory())
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .enable(com.fasterxml.jackson.databind.MapperFeature.ACCEPT_CASE_INSENSITIVE_ENUMS)
            .build();
    try {
      return yaml.readValue(Files.readString(file), Recipe.class);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("recipe " + file + ": " + e.getOriginalMessage(), e);
    }
  }

  private static void require(boolean condition, String message) {
    if (!condition) {
      throw new IllegalArgumentException(message);
    }
  }
}
