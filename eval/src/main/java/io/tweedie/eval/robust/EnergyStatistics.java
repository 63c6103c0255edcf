package io.tweedie.eval.robust;

import io.tweedie.core.attack.ImageClassifier;
import io.tweedie.models.prior.ClassEnergies;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;

/** The energies of images, class by class, batch by batch. */
public final class EnergyStatistics {

  /** What is known of one class. */
  private static final class OfClass {

    private int count;
    private double mean;
    private double squares;
    private double lowest = Double.POSITIVE_INFINITY;
    private double highest = Double.NEGATIVE_INFINITY;
    private double jointSum;

    /** Sums of squares of differences from a running mean (Welford 1962). */
    void add(double energy, double joint) {
      count++;
      double before = energy - mean;
      mean += before / count;
      squares += before * (energy - mean);
      lowest = Math.min(lowest, energy);
      highest = Math.max(highest, energy);
      jointSum += joint;
    }

    double deviation() {
      return Math.sqrt(squares / Math.max(1, count - 1));
    }
  }

  private final ImageClassifier classifier;
  private final List<OfClass> classes = new ArrayList<>();

  /** Nothing seen yet. */
  public EnergyStatistics(ImageClassifier classifier, int classes) {
    this.classifier = classifier;
    for (int k = 0; k < classes; k++) {
      this.classes.add(new OfClass());
    }
  }

  /**
   * Measures a batch.
   *
   * @param images float32 N x C x H x W in [-1, 1]
   * @param labels their classes, int64 [N]
   */
  public void add(Tensor images, Tensor labels) {
    try (PointerScope scope = new PointerScope();
        NoGradGuard guard = new NoGradGuard()) {
      Tensor logits = classifier.logits(images);
      float[] energies = values(logits.logsumexp(1).neg());
      float[] joint = values(logits.gather(1, labels.unsqueeze(1)).squeeze(1).neg());
      for (int i = 0; i < energies.length; i++) {
        classes.get((int) labels.select(0, i).item_long()).add(energies[i], joint[i]);
      }
    }
  }

  private static float[] values(Tensor numbers) {
    float[] values = new float[(int) numbers.numel()];
    numbers.contiguous().data_ptr_float().get(values);
    return values;
  }

  /**
   * What was measured.
   *
   * @throws IllegalStateException if there was no image of a class
   */
  public ClassEnergies measured() {
    for (int k = 0; k < classes.size(); k++) {
      if (classes.get(k).count == 0) {
        throw new IllegalStateException("there is no image of class " + k + "; measure more");
      }
    }
    return new ClassEnergies(
        classes.stream().map(c -> c.count).toList(),
        each(c -> c.mean),
        each(OfClass::deviation),
        each(c -> c.lowest),
        each(c -> c.highest),
        each(c -> c.jointSum / c.count));
  }

  private List<Double> each(ToDoubleFunction<OfClass> number) {
    return classes.stream().map(number::applyAsDouble).toList();
  }
}
