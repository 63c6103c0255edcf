package io.tweedie.eval.robust;

import io.tweedie.core.attack.ImageClassifier;
import java.util.function.Consumer;

/** A loaded classifier and the images that it is shown, in the frames that it was trained for. */
public interface Examined extends AutoCloseable {

  /** The classifier. */
  ImageClassifier classifier();

  /** How many classes it knows. */
  int classes();

  /** How many test images there are. */
  int testImages();

  /**
   * Shows the first test images.
   *
   * @param count how many, or all if there are fewer
   * @param visitor of each batch, whose tensors are freed afterwards
   */
  void tests(int count, Consumer<LabelledBatch> visitor);

  /** The same of the images that it learned from. */
  void trained(int count, Consumer<LabelledBatch> visitor);

  @Override
  void close();
}
