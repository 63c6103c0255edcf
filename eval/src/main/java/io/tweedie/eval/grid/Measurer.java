package io.tweedie.eval.grid;

import java.io.IOException;
import java.nio.file.Path;

/** Measures the cells of evaluations: this process alone, or many together. */
public interface Measurer {

  /** About how many cells a plan has, those that are there already among them. */
  int size(EvaluationPlan plan);

  /**
   * Measures what is missing, and writes nothing but cells.
   *
   * @param out the evaluation's folder
   * @param listener hears of cells
   * @return all cells, old and new, in the order of the plan
   * @throws java.util.concurrent.CancellationException if the listener asked to stop; what is
   *     finished stays
   * @throws java.io.UncheckedIOException if no image can be read, or cells cannot be written
   * @throws IllegalArgumentException if no image is as large as the crop
   */
  EvaluationResults measure(EvaluationPlan plan, Path out, EvaluationListener listener);

  /**
   * The same, and writes the tables and the report.
   *
   * @throws IOException if results cannot be written
   */
  default EvaluationResults run(EvaluationPlan plan, Path out, EvaluationListener listener)
      throws IOException {
    listener.planned(size(plan));
    EvaluationResults results = measure(plan, out, listener);
    results.write(out);
    return results;
  }
}
