package io.tweedie.cli;

import io.tweedie.core.tensor.Precision;
import io.tweedie.eval.experiment.ModelChoice;
import io.tweedie.eval.experiment.ModelLoader;
import io.tweedie.models.prior.Model;
import io.tweedie.models.prior.ModelSpec;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import org.bytedeco.pytorch.global.torch.MemoryFormat;

/** The models of an experiment, which compute as the options say. */
final class ExperimentModels implements ModelLoader, AutoCloseable {

  private final ModelOptions options;
  private final Precision precision;
  private final MemoryFormat layout;
  private final Map<ModelChoice, ModelOptions> choices = new HashMap<>();
  private final Map<ModelChoice, Model> loaded = new HashMap<>();

  /**
   * Prepares.
   *
   * @throws IllegalArgumentException if precision or layout are not known
   */
  ExperimentModels(ModelOptions options) {
    this.options = options;
    this.precision = options.precision("auto");
    this.layout = options.layout();
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
    return "%s %s %s".formatted(options(choice).hash(), precision, options.layoutName());
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
  public Precision precision() {
    return precision;
  }

  @Override
  public MemoryFormat layout() {
    return layout;
  }

  @Override
  public void close() {
    loaded.values().forEach(Model::close);
  }
}
