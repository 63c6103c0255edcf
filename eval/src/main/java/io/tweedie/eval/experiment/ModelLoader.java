package io.tweedie.eval.experiment;

import io.tweedie.core.tensor.Compute;
import io.tweedie.eval.grid.Prior;
import io.tweedie.models.prior.Model;
import io.tweedie.models.prior.ModelSpec;
import java.io.IOException;
import java.io.UncheckedIOException;

/** Finds and loads the models that experiments name. */
public interface ModelLoader {

  /**
   * What is to be known of a model before it is loaded.
   *
   * @throws IOException if its description cannot be read
   * @throws IllegalArgumentException if there is no such model
   */
  ModelSpec spec(ModelChoice choice) throws IOException;

  /**
   * Changes whenever the model's results do: with its weights or how it computes.
   *
   * @throws IOException if its weights cannot be read
   */
  String fingerprint(ModelChoice choice) throws IOException;

  /**
   * Loads a model, once; the loader closes it.
   *
   * @throws IOException if it cannot be read
   * @throws IllegalArgumentException if its weights do not fit
   */
  Model load(ModelChoice choice) throws IOException;

  /**
   * A model as a prior over images.
   *
   * @throws UncheckedIOException if it cannot be read
   * @throws IllegalArgumentException if its weights do not fit
   */
  default Prior prior(ModelChoice choice) {
    try {
      Model model = load(choice);
      return new Prior(model.prepare(compute()).denoiser(), model.schedule());
    } catch (IOException e) {
      throw new UncheckedIOException(e.getMessage(), e);
    }
  }

  /** How networks compute. */
  Compute compute();
}
