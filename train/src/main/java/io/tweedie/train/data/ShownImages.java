package io.tweedie.train.data;

import io.tweedie.models.prior.Classifier;
import java.nio.file.Path;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.bytedeco.javacpp.PointerScope;

/**
 * The images of a data set as a classifier is shown them: in the middle of the frames that it was
 * trained for.
 *
 * @param images of one part of the data set
 * @param folder where they come from, for messages
 */
public record ShownImages(LabelledImages images, Path folder) {

  private static final int BATCH = 100;

  /** What is done with each batch. */
  @FunctionalInterface
  public interface Visitor {

    /**
     * Looks at a batch, whose tensors are freed afterwards.
     *
     * @param first number of its first image
     */
    void visit(int first, Examples examples);
  }

  /**
   * Shows the first images, batch by batch.
   *
   * @param count how many, or all if there are fewer
   * @throws IllegalArgumentException if the classifier is not for such images
   */
  public void each(Classifier classifier, int count, Visitor visitor) {
    if (images.channels() != classifier.network().inChannels()
        || images.classes() > classifier.classes()) {
      throw new IllegalArgumentException(
          "classifier %s is for images of %d channels and %d classes, but those in %s have %d and %d"
              .formatted(
                  classifier.spec().name(),
                  classifier.network().inChannels(),
                  classifier.classes(),
                  folder,
                  images.channels(),
                  images.classes()));
    }
    Integer trainedFor = classifier.spec().imageSize();
    int end = Math.min(count, images.size());
    for (int from = 0; from < end; from += BATCH) {
      try (PointerScope scope = new PointerScope()) {
        int side = trainedFor == null ? (int) images.image(0).size(2) : trainedFor;
        int[] indices = IntStream.range(from, Math.min(from + BATCH, end)).toArray();
        visitor.visit(from, new Framing(side, 0).frame(images, indices, new SplittableRandom(0)));
      }
    }
  }
}
