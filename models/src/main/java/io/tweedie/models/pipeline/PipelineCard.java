package io.tweedie.models.pipeline;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.tweedie.core.file.WholeFile;
import io.tweedie.models.architecture.JsonFile;
import io.tweedie.models.architecture.JsonMistake;
import io.tweedie.models.prior.Tuned;
import io.tweedie.models.scheduler.Scheduler;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * What a pipeline says of itself beside diffusers' files: in {@value #FILE}, which a folder need
 * not have and diffusers does not look at.
 *
 * @param summary one line for people; may be absent
 * @param licence of the weights; may be absent
 * @param scale of guidance that suits it; 7.5, as of Stable Diffusion, if absent
 * @param steps that suit it; 50 if absent
 * @param tuned settings with which solvers restore best by it; none if absent
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record PipelineCard(
    String summary,
    String licence,
    Double scale,
    Integer steps,
    @JsonInclude(JsonInclude.Include.NON_EMPTY) Tuned tuned) {

  /** Name of the file. */
  public static final String FILE = "pipeline.json";

  private static final double USUAL_SCALE = 7.5;
  private static final PipelineCard NONE = new PipelineCard(null, null, null, null, null);

  private static final JsonMapper JSON =
      JsonMapper.builder().enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES).build();

  /** Refuses what cannot be drawn with. */
  public PipelineCard {
    scale = scale == null ? USUAL_SCALE : scale;
    steps = steps == null ? Scheduler.USUAL_STEPS : steps;
    tuned = tuned == null ? Tuned.NOTHING : tuned;
    Generation.requireScale(scale);
    if (steps < 1) {
      throw new IllegalArgumentException("the steps are at least 1, got " + steps);
    }
  }

  /** Of a pipeline with which no restoration was measured. */
  public PipelineCard(String summary, String licence, Double scale, Integer steps) {
    this(summary, licence, scale, steps, null);
  }

  /**
   * Reads what a folder says.
   *
   * @return what is usual, if it says nothing
   * @throws IOException if the file cannot be read
   * @throws IllegalArgumentException naming what is wrong in it
   */
  public static PipelineCard of(Path folder) throws IOException {
    Path file = folder.resolve(FILE);
    if (!Files.exists(file)) {
      return NONE;
    }
    try {
      return JSON.treeToValue(JsonFile.read(file), PipelineCard.class);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(file + ": " + JsonMistake.of(e), e);
    }
  }

  /**
   * Writes it into a folder.
   *
   * @throws IOException if it cannot be written
   */
  public void write(Path folder) throws IOException {
    WholeFile.write(
        folder.resolve(FILE),
        JSON.writerWithDefaultPrettyPrinter().writeValueAsString(this) + "\n");
  }
}
