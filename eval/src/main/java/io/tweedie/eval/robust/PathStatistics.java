package io.tweedie.eval.robust;

import io.tweedie.core.attack.ImageClassifier;
import io.tweedie.core.random.NoiseSource;
import io.tweedie.core.schedule.NoiseLevel;
import java.util.List;
import java.util.stream.IntStream;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.LongOptional;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;

/** Accuracy and energies of a classifier along a {@link DiffusionPath}, batch by batch. */
public final class PathStatistics {

  private final ImageClassifier classifier;
  private final DiffusionPath path;
  private final List<NoiseLevel> levels;
  private final double[] correct;
  private final double[] energies;
  private final double[] joint;
  private long images;

  /**
   * Nothing seen yet.
   *
   * @param levels where on the path images are shown
   */
  public PathStatistics(ImageClassifier classifier, DiffusionPath path, List<NoiseLevel> levels) {
    this.classifier = classifier;
    this.path = path;
    this.levels = List.copyOf(levels);
    correct = new double[levels.size()];
    energies = new double[levels.size()];
    joint = new double[levels.size()];
  }

  /**
   * Shows a batch everywhere on the path.
   *
   * @param clean float32 N x C x H x W in [-1, 1]
   * @param labels its classes, int64 [N]
   * @param noise of these images
   */
  public void add(Tensor clean, Tensor labels, NoiseSource noise) {
    images += labels.numel();
    for (int i = 0; i < levels.size(); i++) {
      try (PointerScope scope = new PointerScope();
          NoGradGuard guard = new NoGradGuard()) {
        Tensor logits = classifier.logits(path.at(clean, levels.get(i), noise));
        correct[i] += logits.argmax(new LongOptional(1), false).eq(labels).sum().item().toDouble();
        energies[i] -= logits.logsumexp(1).sum().item_double();
        joint[i] -= logits.gather(1, labels.unsqueeze(1)).sum().item_double();
      }
    }
  }

  /**
   * What was measured, in the order of the levels.
   *
   * @throws IllegalStateException if there was no image
   */
  public List<PathPoint> measured() {
    if (images == 0) {
      throw new IllegalStateException("no image was shown along the path");
    }
    return IntStream.range(0, levels.size())
        .mapToObj(
            i ->
                new PathPoint(
                    levels.get(i).timestep(),
                    levels.get(i).alphaBar(),
                    correct[i] / images,
                    energies[i] / images,
                    joint[i] / images))
        .toList();
  }
}
