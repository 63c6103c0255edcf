package io.tweedie.train;

import io.tweedie.train.data.Examples;
import io.tweedie.train.data.Framing;
import io.tweedie.train.data.LabelledImages;
import io.tweedie.train.data.ShuffledImages;
import io.tweedie.train.data.TrainingImages;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.bytedeco.javacpp.PointerScope;

/**
 * A labelled data set in parts: to learn from, to choose weights by, and to test with.
 *
 * @param folder of the data set
 * @param learned images to learn from
 * @param heldBack images of the training part that are not learned from, always the same ones
 * @param framing how images are shown
 */
record LabelledSplit(
    Path folder, LabelledImages learned, LabelledImages heldBack, Framing framing) {

  private static final int BATCH = 100;

  static LabelledSplit open(Recipe recipe, Path dataRoot) throws IOException {
    Recipe.Labelled labelled = recipe.labelled();
    Path folder = dataRoot.resolve(labelled.folder());
    LabelledImages all = LabelledImages.training(folder);
    if (labelled.heldBack() >= all.size()) {
      throw new IllegalArgumentException(
          "held_back %d leaves nothing of the %d images in %s to learn from"
              .formatted(labelled.heldBack(), all.size(), folder));
    }
    // Not the recipe's seed: models of different seeds are to be judged by the same images.
    int[] order = ShuffledImages.permutation(all.size(), new SplittableRandom(0));
    return new LabelledSplit(
        folder,
        all.pick(Arrays.copyOfRange(order, labelled.heldBack(), order.length)),
        all.pick(Arrays.copyOf(order, labelled.heldBack())),
        new Framing(recipe.crop(), labelled.shift(), labelled.crop(), labelled.flip()));
  }

  TrainingImages shuffled(long seed) {
    return new ShuffledImages(learned, framing, seed);
  }

  /**
   * The test images.
   *
   * @throws UncheckedIOException if they cannot be read
   */
  LabelledImages test() {
    try {
      return LabelledImages.test(folder);
    } catch (IOException e) {
      throw new UncheckedIOException(e.getMessage(), e);
    }
  }

  /** The first held-back images in the middle of their frames. */
  Examples validation(int count) {
    int n = Math.min(count, heldBack.size());
    return framing
        .still()
        .frame(heldBack, IntStream.range(0, n).toArray(), new SplittableRandom(0));
  }

  /** Adds up what some images get, batch by batch. */
  Accuracy fold(LabelledImages images, Function<Examples, Accuracy> measure) {
    Accuracy sum = Accuracy.NONE;
    for (int from = 0; from < images.size(); from += BATCH) {
      int to = Math.min(from + BATCH, images.size());
      try (PointerScope scope = new PointerScope()) {
        int[] indices = IntStream.range(from, to).toArray();
        Examples examples = framing.still().frame(images, indices, new SplittableRandom(0));
        sum = sum.plus(measure.apply(examples));
      }
    }
    return sum;
  }
}
