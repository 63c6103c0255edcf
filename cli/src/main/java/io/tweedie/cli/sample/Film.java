package io.tweedie.cli.sample;

import io.tweedie.images.Animation;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;

/** Pictures of the sampling, from noise to images, at evenly spread steps. */
final class Film {

  private static final int MOST_STEPS_SHOWN = 25;
  private static final Duration EACH = Duration.ofMillis(100);
  private static final Duration LAST = Duration.ofSeconds(2);

  private final int steps;
  private final int shown;
  private final List<TensorVector> frames;

  /** A film of a run of so many steps. */
  Film(int steps) {
    this.steps = steps;
    this.shown = Math.min(steps, MOST_STEPS_SHOWN);
    this.frames = new ArrayList<>();
    IntStream.rangeClosed(0, shown).forEach(i -> frames.add(new TensorVector()));
  }

  /** Takes pictures, of one batch of images after the other. */
  void saw(int done, Tensor x) {
    int frame = done * shown / steps;
    boolean due = done == 0 || frame > (done - 1) * shown / steps;
    if (due) {
      frames.get(frame).push_back(x);
    }
  }

  /** Writes the film of all batches together. */
  void writeGif(Path file, Sheet sheet) {
    new Animation(
            frames.stream().map(batches -> sheet.grid(torch.cat(batches, 0)).render()).toList(),
            EACH,
            LAST)
        .writeGif(file);
  }
}
