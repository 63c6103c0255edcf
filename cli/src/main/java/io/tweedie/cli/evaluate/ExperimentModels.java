package io.tweedie.cli.evaluate;

import io.tweedie.cli.run.ModelOptions;
import io.tweedie.core.tensor.Compute;
import io.tweedie.eval.experiment.ModelChoice;
import io.tweedie.eval.experiment.ModelLoader;
import io.tweedie.models.prior.Model;
import io.tweedie.models.prior.ModelSpec;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;

/** The models of an experiment, which compute as the options say. */
final class ExperimentModels implements ModelLoader, AutoCloseable {

  private final ModelOptions options;
  private final Compute compute;
  private final Map<ModelChoice, ModelOptions> choices = new HashMap<>();
  private final Map<ModelChoice, Model> loaded = new HashMap<>();

  /**
   * Prepares.
   *
   * @throws IllegalArgumentException if a device, precision or layout is not known
   */
  ExperimentModels(ModelOptions options) {
    this.options = options;
    this.compute = options.compute("auto");
  }

  /** The options as if they named a model. */
  ModelOptions options(ModelChoice choice) {
    return choices.computeIfAbsent(choice, options::choosing);
  }

  @Override
  public ModelSpec spec(ModelChoice choice) throws IOException {
    return options(choice).spec();
  }

  @Override
  public String fingerprint(ModelChoice choice) throws IOException {
    return options(choice).hash() + " " + compute;
  }

  @Override
  public Model load(ModelChoice choice) throws IOException {
    Model model = loaded.get(choice);
    if (model == null) {
      model = options(choice).load();
      loaded.put(choice, model);
    }
    return model;
  }

  @Override
  public Compute compute() {
    return compute;
  }

  @Override
  public void close() {
    loaded.values().forEach(Model::close);
  }
}
