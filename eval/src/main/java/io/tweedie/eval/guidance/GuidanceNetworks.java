package io.tweedie.eval.guidance;

import io.tweedie.models.prior.Classifier;
import io.tweedie.models.prior.Model;

/**
 * The networks of the experiment, loaded.
 *
 * @param model knows the classes and the null class
 * @param classifier of noisy images; guides, and is asked about the results
 * @param judge tells classes of clean images and has no part in drawing them
 */
public record GuidanceNetworks(Model model, Classifier classifier, Classifier judge)
    implements AutoCloseable {

  /** Refuses networks that do not go together. */
  public GuidanceNetworks {
    long classes = model.spec().classes();
    if (classifier.classes() != classes || judge.classes() != classes) {
      throw new IllegalArgumentException(
          "model %s knows %d classes, classifier %s %d and judge %s %d; they must be the same"
              .formatted(
                  model.spec().name(),
                  classes,
                  classifier.spec().name(),
                  classifier.classes(),
                  judge.spec().name(),
                  judge.classes()));
    }
  }

  @Override
  public void close() {
    model.close();
    classifier.close();
    judge.close();
  }
}
