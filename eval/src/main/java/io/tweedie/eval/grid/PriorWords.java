package io.tweedie.eval.grid;

import io.tweedie.core.denoiser.Tiles;
import io.tweedie.core.task.Task;
import io.tweedie.restore.spec.DamageSpec;
import io.tweedie.restore.spec.GuidanceSpec;
import io.tweedie.restore.spec.MethodSpec;
import io.tweedie.restore.spec.PromptSpec;
import io.tweedie.restore.spec.RestoreSpec;
import java.io.Serializable;

/**
 * Which prior a method asks, and what the prior is told.
 *
 * @param model one that ships, or a folder; null for that of the evaluation
 * @param prompt what pictures show, where the prior is told texts; {@value #OWN} stands for the
 *     picture's own caption, {@value #OTHER} for that of another picture
 * @param tiles as {@link Tiles#parse} reads them; null for pictures as a whole
 */
public record PriorWords(String model, PromptSpec prompt, String tiles) implements Serializable {

  /** The evaluation's prior, which is told nothing. */
  public static final PriorWords NONE = new PriorWords(null, PromptSpec.NONE, null);

  private static final String OWN = "{caption}";
  private static final String OTHER = "{other caption}";

  /** Refuses tiles that are none. */
  public PriorWords {
    if (tiles != null) {
      Tiles.parse(tiles);
    }
  }

  /** Whether the prompt differs from picture to picture. */
  public boolean needsCaptions() {
    return prompt.text().contains(OWN) || prompt.text().contains(OTHER);
  }

  /**
   * The same for one picture.
   *
   * @param image name of its file
   * @throws IllegalArgumentException if its caption is needed and not known
   */
  PriorWords of(Captions captions, String image) {
    if (!needsCaptions()) {
      return this;
    }
    String text =
        prompt.text().replace(OWN, captions.own(image)).replace(OTHER, captions.other(image));
    return new PriorWords(model, new PromptSpec(text, prompt.negative(), prompt.scale()), tiles);
  }

  /** A restoration that asks so; the rest of it is as usual. */
  RestoreSpec restoring(Task task) {
    return new RestoreSpec(
        new DamageSpec(task.name(), null, null, null),
        MethodSpec.USUAL,
        GuidanceSpec.NONE,
        prompt,
        tiles,
        null,
        null,
        null);
  }

  /** What is told, in words that change whenever results do; empty for nothing. */
  String told() {
    return prompt.saysSomething() || tiles != null ? ", %s, tiles %s".formatted(prompt, tiles) : "";
  }
}
