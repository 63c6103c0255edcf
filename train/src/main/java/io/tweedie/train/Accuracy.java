package io.tweedie.train;

import static org.bytedeco.pytorch.global.torch.cross_entropy_loss;

import io.tweedie.core.tensor.Compute;
import io.tweedie.models.nn.ClassifyingNetwork;
import io.tweedie.train.data.Examples;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.LongOptional;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;

/**
 * What a classifier makes of images.
 *
 * @param images how many
 * @param correct how many of them get the highest score for their class
 * @param loss sum over them of -log p(class)
 */
record Accuracy(long images, long correct, double loss) {

  static final Accuracy NONE = new Accuracy(0, 0, 0);

  /** Classifies images, all of the same timestep. */
  static Accuracy of(ClassifyingNetwork network, Examples examples, double timestep) {
    try (PointerScope scope = new PointerScope();
        NoGradGuard guard = new NoGradGuard()) {
      double[] timesteps = {timestep};
      // In this format alone a batch is computed at once; see Batch.independently.
      Tensor logits = network.forward(examples.images(), timesteps, Compute.REFERENCE);
      long images = examples.images().size(0);
      long correct =
          logits.argmax(new LongOptional(1), false).eq(examples.labels()).sum().item_long();
      double loss = cross_entropy_loss(logits, examples.labels()).item_double() * images;
      return new Accuracy(images, correct, loss);
    }
  }

  Accuracy plus(Accuracy other) {
    return new Accuracy(images + other.images, correct + other.correct, loss + other.loss);
  }

  /** Share of images classified correctly, in percent. */
  double percent() {
    return 100.0 * correct / images;
  }

  /** Mean of -log p(class). */
  double meanLoss() {
    return loss / images;
  }
}
