package io.tweedie.models.scheduler;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.tweedie.core.denoiser.Parameterization;
import io.tweedie.core.schedule.NoiseSchedule;
import io.tweedie.models.architecture.JsonMistake;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.StreamSupport;

/**
 * What a {@code scheduler_config.json} says. A key that is absent or null has the default of the
 * scheduler that asks for it; one that no scheduler here knows is refused, as it might change the
 * result.
 */
public final class SchedulerConfig {

  /** alphaBar that stands for none in schedulers whose sigma must be finite, as in diffusers. */
  private static final double ALMOST_NO_SIGNAL = 0x1p-24;

  /** More than any training has, and few enough to compute. */
  private static final int MOST_TIMESTEPS = 1_000_000;

  private static final JsonMapper JSON =
      // diffusers writes -Infinity where no bound is set.
      JsonMapper.builder().enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS).build();

  private static final Set<String> KNOWN =
      Set.of(
          "num_train_timesteps",
          "beta_start",
          "beta_end",
          "beta_schedule",
          "trained_betas",
          "rescale_betas_zero_snr",
          "prediction_type",
          "timestep_spacing",
          "steps_offset",
          "set_alpha_to_one",
          "final_sigmas_type",
          "clip_sample",
          "clip_sample_range",
          "thresholding",
          "dynamic_thresholding_ratio",
          "sample_max_value",
          "variance_type",
          "skip_prk_steps",
          "use_karras_sigmas",
          "use_exponential_sigmas",
          "use_beta_sigmas",
          "use_lu_lambdas",
          "use_flow_sigmas",
          "flow_shift",
          "use_dynamic_shifting",
          "time_shift_type",
          "shift_terminal",
          "sigma_min",
          "sigma_max",
          "interpolation_type",
          "timestep_type",
          "algorithm_type",
          "solver_type",
          "solver_order",
          "lower_order_final",
          "euler_at_final",
          "lambda_min_clipped",
          "predict_x0",
          "disable_corrector",
          "solver_p");

  private final String where;
  private final JsonNode json;

  private SchedulerConfig(String where, JsonNode json) {
    this.where = where;
    this.json = json;
  }

  /**
   * Reads a file.
   *
   * @throws IOException if it cannot be read
   * @throws IllegalArgumentException if it is no JSON object, or has a key that is not known
   */
  public static SchedulerConfig read(Path file) throws IOException {
    JsonNode json = object(file);
    SchedulerConfig config = new SchedulerConfig(file.toString(), json);
    json.fieldNames()
        .forEachRemaining(
            key -> {
              if (!key.startsWith("_") && !KNOWN.contains(key)) {
                throw new IllegalArgumentException(
                    "%s has %s: %s, which no scheduler here knows; it has %s"
                        .formatted(
                            file,
                            key,
                            json.get(key),
                            String.join(", ", KNOWN.stream().sorted().toList())));
              }
            });
    return config;
  }

  private static JsonNode object(Path file) throws IOException {
    try {
      JsonNode json = JSON.readTree(Files.readString(file));
      if (json != null && json.isObject()) {
        return json;
      }
    } catch (NoSuchFileException e) {
      throw new IOException(file + " does not exist", e);
    } catch (CharacterCodingException e) {
      // Said below, together with the other ways in which a file describes nothing.
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(
          "%s is not JSON: %s".formatted(file, JsonMistake.of(e)), e);
    }
    throw new IllegalArgumentException(
        file + " describes no scheduler; an object in JSON is needed, as of " + Scheduler.FILE);
  }

  /** The class in diffusers that wrote the file. */
  public Optional<String> className() {
    return value("_class_name").map(JsonNode::asText);
  }

  /** The training noise schedule. */
  public NoiseSchedule trained() {
    return trained(1e-4, 0.02);
  }

  /**
   * The training noise schedule, where a scheduler has betas of its own.
   *
   * @param firstBeta unless the file says otherwise
   * @param lastBeta likewise
   */
  NoiseSchedule trained(double firstBeta, double lastBeta) {
    int steps = whole("num_train_timesteps", 1000, 1, MOST_TIMESTEPS);
    double first = number("beta_start", firstBeta, 0, 1);
    double last = number("beta_end", lastBeta, 0, 1);
    Optional<double[]> betas = value("trained_betas").map(this::betas);
    if (betas.isPresent() && betas.get().length != steps) {
      throw new IllegalArgumentException(
          "%s: trained_betas has %d numbers, but num_train_timesteps is %d"
              .formatted(where, betas.get().length, steps));
    }
    String kind = word("beta_schedule", "linear", "linear", "scaled_linear", "squaredcos_cap_v2");
    try {
      return betas
          .map(NoiseSchedule::ofBetas)
          .orElseGet(
              () ->
                  switch (kind) {
                    case "scaled_linear" -> NoiseSchedule.scaledLinear(steps, first, last);
                    case "squaredcos_cap_v2" -> NoiseSchedule.cosine(steps);
                    default -> NoiseSchedule.linear(steps, first, last);
                  });
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "%s: beta_start %s and beta_end %s: %s".formatted(where, first, last, e.getMessage()), e);
    }
  }

  private double[] betas(JsonNode list) {
    double[] betas =
        StreamSupport.stream(list.spliterator(), false).mapToDouble(JsonNode::asDouble).toArray();
    if (betas.length == 0 || Arrays.stream(betas).anyMatch(b -> !(b > 0 && b < 1))) {
      throw refused("trained_betas", "a list of numbers between 0 and 1");
    }
    return betas;
  }

  /**
   * {@link #trained} rescaled to end without signal, if the file says so. Of the noisiest level
   * nothing can be estimated from an epsilon.
   */
  NoiseSchedule trainedToNoSignal() {
    if (!flag("rescale_betas_zero_snr", false)) {
      return trained();
    }
    if (prediction() == Parameterization.EPSILON) {
      throw refused(
          "rescale_betas_zero_snr", "true with prediction_type v_prediction or sample only");
    }
    return trained().withTerminalAlphaBar(0);
  }

  /** The same for schedulers whose sigma must be finite: almost without signal. */
  NoiseSchedule trainedToAlmostNoSignal() {
    return flag("rescale_betas_zero_snr", false)
        ? trained().withTerminalAlphaBar(ALMOST_NO_SIGNAL)
        : trained();
  }

  /** What the network's output means. */
  public Parameterization prediction() {
    return switch (word("prediction_type", "epsilon", "epsilon", "v_prediction", "sample")) {
      case "v_prediction" -> Parameterization.V;
      case "sample" -> Parameterization.X0;
      default -> Parameterization.EPSILON;
    };
  }

  boolean flag(String key, boolean usual) {
    Optional<JsonNode> value = value(key);
    if (value.isPresent() && !value.get().isBoolean()) {
      throw refused(key, "true or false");
    }
    return value.map(JsonNode::asBoolean).orElse(usual);
  }

  double number(String key, double usual, double least, double most) {
    Optional<JsonNode> value = value(key);
    double number = value.map(JsonNode::asDouble).orElse(usual);
    if (value.isPresent() && !value.get().isNumber() || !(number >= least && number <= most)) {
      throw refused(key, "a number from %s to %s".formatted(least, most));
    }
    return number;
  }

  int whole(String key, int usual, int least, int most) {
    Optional<JsonNode> value = value(key);
    int number = value.map(JsonNode::asInt).orElse(usual);
    if (value.isPresent() && !value.get().canConvertToExactIntegral()
        || value.isPresent() && !value.get().canConvertToInt()
        || number < least
        || number > most) {
      throw refused(key, "a whole number from %d to %d".formatted(least, most));
    }
    return number;
  }

  String word(String key, String usual, String... choices) {
    String word = value(key).map(JsonNode::asText).orElse(usual);
    if (!Arrays.asList(choices).contains(word)) {
      throw refused(key, String.join(", ", choices));
    }
    return word;
  }

  /** Refuses flags that are set and cannot be served. */
  void requireNot(String... keys) {
    for (String key : keys) {
      if (flag(key, false)) {
        throw refused(key, "false");
      }
    }
  }

  /** Refuses values that cannot be served, except empty lists. */
  void requireAbsent(String... keys) {
    for (String key : List.of(keys)) {
      if (value(key).filter(value -> !(value.isArray() && value.isEmpty())).isPresent()) {
        throw refused(key, "null");
      }
    }
  }

  private Optional<JsonNode> value(String key) {
    return Optional.ofNullable(json.get(key)).filter(value -> !value.isNull());
  }

  /** What to throw for a value. */
  IllegalArgumentException refused(String key, String otherwise) {
    String given = json.has(key) ? "%s is %s".formatted(key, json.get(key)) : "no " + key;
    return new IllegalArgumentException(
        "%s: %s, which is not supported; supported: %s".formatted(where, given, otherwise));
  }
}
