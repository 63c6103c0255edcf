package io.tweedie.spark;

import io.tweedie.core.task.Task;
import io.tweedie.eval.grid.Cell;
import io.tweedie.eval.grid.CellsDone;
import io.tweedie.eval.grid.Cluster;
import io.tweedie.eval.grid.Evaluation;
import io.tweedie.eval.grid.EvaluationListener;
import io.tweedie.eval.grid.EvaluationPlan;
import io.tweedie.eval.grid.EvaluationResults;
import io.tweedie.eval.grid.PlanWords;
import io.tweedie.eval.grid.RunInfo;
import io.tweedie.eval.metric.LpipsNote;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.apache.spark.api.java.JavaSparkContext;

/**
 * Measures evaluations on Spark: an image and a task are a piece of work.
 *
 * @param context of Spark
 * @param prior that every executor opens
 * @param info for the head of the report
 * @param images where an image is that a plan names; a folder, as images keep their names
 * @param places where the folder of an evaluation is that a plan names by a local path
 */
record SparkCluster(
    JavaSparkContext context,
    SharedPrior prior,
    RunInfo info,
    UnaryOperator<String> images,
    UnaryOperator<String> places)
    implements Cluster {

  /** Cells of the methods that the plan names; images tell of more. */
  @Override
  public int size(EvaluationPlan plan) {
    return plan.images().size() * plan.tasks().size() * plan.methods().size();
  }

  @Override
  public EvaluationResults measure(EvaluationPlan plan, Path out, EvaluationListener listener) {
    Store evaluation = Store.at(places.apply(out.toAbsolutePath().normalize().toString()));
    PlanWords words = PlanWords.of(plan);
    List<CellUnit> units = new ArrayList<>();
    for (Task task : plan.tasks()) {
      for (Path image : plan.images()) {
        Store folder = Store.at(images.apply(image.toAbsolutePath().getParent().toString()));
        String name = image.getFileName().toString();
        units.add(new CellUnit(words, task.name(), folder, name, evaluation));
      }
    }
    List<String> results =
        Units.all(
            context,
            units,
            new CellUnit.Worker(prior, info.command()),
            (result, place) -> tell(CellUnit.read(result), plan, listener));
    CellsDone done =
        CellsDone.joined(results.stream().map(CellUnit::read).toList()).requireSome(plan);
    fetchShown(evaluation, plan, out);
    return new EvaluationResults(
        plan,
        info,
        out.resolve(Evaluation.CELLS),
        done.cells(),
        done.unread(),
        LpipsNote.withoutWeights());
  }

  /** Tells of the cells that {@link #size} counts. */
  private static void tell(CellsDone done, EvaluationPlan plan, EvaluationListener listener) {
    List<String> counted = plan.methods().stream().map(method -> method.name()).toList();
    for (Cell cell : done.cells()) {
      if (counted.contains(cell.method())) {
        listener.finished(cell);
      }
    }
  }

  /** Brings the pictures here that a page shows, unless they are here already. */
  private void fetchShown(Store evaluation, EvaluationPlan plan, Path out) {
    if (evaluation.local().filter(out.toAbsolutePath().normalize()::equals).isPresent()) {
      return;
    }
    try {
      for (Task task : plan.tasks()) {
        for (Path image : plan.images().stream().limit(EvaluationResults.SHOWN).toList()) {
          String subject = Evaluation.folderOf(task.name(), image);
          for (String file : evaluation.list(subject)) {
            evaluation.fetch(subject + "/" + file, out.resolve(subject).resolve(file));
          }
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void writeTable(Path out) throws IOException {
    Store store = Store.at(places.apply(out.toAbsolutePath().normalize().toString()));
    Table.ofCsv(out.resolve("results.csv"), store, "results.parquet");
  }

  @Override
  public void close() {
    context.stop();
  }

  /** One whose images and folders are where the plan says. */
  static SparkCluster of(JavaSparkContext context, SharedPrior prior, RunInfo info) {
    return new SparkCluster(
        context, prior, info, UnaryOperator.identity(), UnaryOperator.identity());
  }
}
