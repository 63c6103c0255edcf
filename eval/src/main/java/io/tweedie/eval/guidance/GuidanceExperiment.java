package io.tweedie.eval.guidance;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import io.tweedie.core.guidance.Guidance;
import io.tweedie.core.sampling.Plan;
import io.tweedie.core.sampling.Transition;
import io.tweedie.core.sampling.Transition.Variance;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * An experiment on guidance: images of all classes are drawn by several methods at several scales,
 * and judged. Read from a YAML file.
 *
 * @param kind {@value #KIND}
 * @param model a class-conditional model with a null class: a name or a folder
 * @param classifier of noisy images, for guidance and as one of the judges
 * @param judge an independent classifier of clean images
 * @param methods of guidance that take a scale: {@code cfg}, {@code cg}, {@code cg-mean}, or others
 *     that {@link io.tweedie.core.guidance.GuidanceProvider#ALL} knows
 * @param scales of each method
 * @param perClass images of each class, at least 2
 * @param sampler {@code ddpm} (the default) or {@code ddim}, which is without fresh noise
 * @param steps of each image, as {@link io.tweedie.core.schedule.Spacing#parse} reads them; 250 if
 *     absent
 * @param seed of the noise, which is the same for every method and scale
 */
@JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
public record GuidanceExperiment(
    String kind,
    String model,
    String classifier,
    String judge,
    List<String> methods,
    List<Double> scales,
    int perClass,
    String sampler,
    String steps,
    long seed) {

  /** What the file calls this kind of experiment. */
  public static final String KIND = "guidance";

  private static final JsonMapper YAML =
      JsonMapper.builder(new YAMLFactory())
          .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .build();

  /** Fills in defaults and refuses experiments that cannot be carried out. */
  public GuidanceExperiment {
    require(KIND.equals(kind), "kind must be " + KIND);
    require(model != null && classifier != null && judge != null, "name model, classifier, judge");
    require(methods != null && !methods.isEmpty(), "methods are missing, such as [cg, cfg]");
    require(scales != null && !scales.isEmpty(), "scales are missing, such as [0, 1, 3]");
    require(perClass >= 2, "per_class must be at least 2");
    methods = List.copyOf(methods);
    scales = List.copyOf(scales);
    sampler = sampler == null ? "ddpm" : sampler;
    steps = steps == null ? "250" : steps;
    require(sampler.equals("ddpm") || sampler.equals("ddim"), "sampler is ddpm or ddim");
    List<Guidance> all = guidances(methods, scales);
    require(all.stream().distinct().count() == all.size(), "name each method and scale once");
    plan(sampler, steps);
  }

  /**
   * Reads an experiment.
   *
   * @throws IOException if the file cannot be read
   * @throws IllegalArgumentException naming what is wrong in it
   */
  public static GuidanceExperiment read(Path file) throws IOException {
    try {
      return YAML.readValue(Files.readString(file), GuidanceExperiment.class);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(file + ": " + e.getOriginalMessage(), e);
    }
  }

  /** Every method at every scale, method by method. */
  public List<Guidance> guidances() {
    return guidances(methods, scales);
  }

  private static List<Guidance> guidances(List<String> methods, List<Double> scales) {
    return methods.stream()
        .flatMap(method -> scales.stream().map(scale -> Guidance.parse(method + ":" + scale)))
        .toList();
  }

  /** How each image is drawn. */
  public Plan plan() {
    return plan(sampler, steps);
  }

  private static Plan plan(String sampler, String steps) {
    return new Plan(
        steps,
        sampler.equals("ddpm") ? new Transition.Ddpm(Variance.LEARNED) : new Transition.Ddim(0),
        true);
  }

  private static void require(boolean fine, String otherwise) {
    if (!fine) {
      throw new IllegalArgumentException(otherwise);
    }
  }
}
