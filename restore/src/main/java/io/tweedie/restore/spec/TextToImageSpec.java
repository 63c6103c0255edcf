package io.tweedie.restore.spec;

import io.tweedie.core.denoiser.Tiles;
import io.tweedie.core.tensor.Shape;
import io.tweedie.models.pipeline.Generation;
import io.tweedie.models.pipeline.PipelineFolder;
import io.tweedie.models.scheduler.Scheduler;
import io.tweedie.models.scheduler.SchedulerProvider;
import java.io.IOException;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Which pictures of a text are drawn and how, in words: {@code prompt="a red seven" scale=5
 * steps=20 count=4}.
 *
 * @param prompt what to draw; anything if absent
 * @param negative what not to draw; nothing if absent
 * @param scale how strongly the prompt counts, as of {@link Generation}; the pipeline's own if
 *     absent
 * @param steps from noise to picture; the pipeline's own if absent
 * @param scheduler as {@link SchedulerProvider#ALL} knows it; the pipeline's own if absent
 * @param eta fresh noise in each step of ddim, 0 to 1; 0 if absent
 * @param count how many pictures; 1 if absent
 * @param size width x height in pixels, as 512x768; that of a given picture, or what the pipeline
 *     was trained for, if absent
 * @param tiles in which the model sees latents larger than those of its training, as {@link
 *     Tiles#parse} reads it; as a whole if absent
 * @param seed of every random number; 0 if absent
 */
public record TextToImageSpec(
    String prompt,
    String negative,
    Double scale,
    Integer steps,
    String scheduler,
    Double eta,
    Integer count,
    String size,
    String tiles,
    Long seed)
    implements Spec<TextToImageSpec> {

  private static final int MOST_STEPS = 1000;
  private static final int MOST_PICTURES = 10_000;
  private static final Pattern SIZE = Pattern.compile("(\\d{1,5})x(\\d{1,5})");

  /** Fills in what is usual of every pipeline, and refuses what makes no sense of any. */
  public TextToImageSpec {
    prompt = prompt == null ? "" : prompt;
    negative = negative == null ? "" : negative;
    count = count == null ? 1 : count;
    seed = seed == null ? 0 : seed;
    if (scale != null) {
      Generation.requireScale(scale);
    }
    if (steps != null && (steps < 1 || steps > MOST_STEPS)) {
      throw new IllegalArgumentException(
          "--steps must be from 1 to %d, got %d".formatted(MOST_STEPS, steps));
    }
    if (scheduler != null) {
      SchedulerProvider.ALL.named(scheduler);
    }
    if (count < 1 || count > MOST_PICTURES) {
      throw new IllegalArgumentException(
          "count must be from 1 to %d, got %d".formatted(MOST_PICTURES, count));
    }
    if (tiles != null) {
      Tiles.parse(tiles);
    }
    if (size != null && !SIZE.matcher(size).matches()) {
      throw new IllegalArgumentException(
          "--size is width x height in pixels, as 512x768, not '%s'".formatted(size));
    }
  }

  /** A picture of a text, as is usual. */
  public static TextToImageSpec of(String prompt) {
    return new TextToImageSpec(prompt, null, null, null, null, null, null, null, null, null);
  }

  /** The tiles, if the model is to see some. */
  public Optional<Tiles> blended() {
    return Optional.ofNullable(tiles).map(Tiles::parse);
  }

  /** How strongly the prompt counts with a pipeline. */
  public double scale(PipelineFolder pipeline) {
    return scale == null ? pipeline.card().scale() : scale;
  }

  /**
   * The scheduler with a pipeline.
   *
   * @throws IOException if its file cannot be read
   * @throws IllegalArgumentException if it cannot do what is asked
   */
  public Scheduler scheduler(PipelineFolder pipeline) throws IOException {
    Scheduler chosen = scheduler == null ? pipeline.scheduler() : pipeline.scheduler(scheduler);
    Scheduler counted = chosen.withSteps(steps == null ? pipeline.card().steps() : steps);
    // Levels that cannot be visited are refused here and not in the midst of a run.
    counted.schedule().respace(counted.plan().steps());
    return eta == null ? counted : counted.withEta(eta);
  }

  /** The shape of the pictures, if their size is said. */
  public Optional<Shape> shape(PipelineFolder pipeline) {
    if (size == null) {
      return Optional.empty();
    }
    Matcher matcher = SIZE.matcher(size);
    matcher.matches();
    return Optional.of(
        new Shape(
            pipeline.usualShape().channels(),
            Long.parseLong(matcher.group(2)),
            Long.parseLong(matcher.group(1))));
  }
}
