package io.tweedie.eval.grid;

import io.tweedie.eval.metric.Lpips;
import io.tweedie.eval.metric.LpipsNote;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * Carries out an {@link EvaluationPlan}: degrades every image, restores it with every method,
 * measures the results and reports them.
 *
 * <p>Under the output folder it writes {@code results.csv}, {@code results.json}, {@code
 * table.tex}, {@code report.html} and, as soon as it is measured, each cell with its pictures in
 * {@code cells/}. An evaluation that was interrupted continues with the cells that are missing; a
 * cell that was measured under other settings is measured again, so results never mix.
 *
 * <pre>{@code
 * EvaluationPlan plan =
 *     EvaluationPlan.of(
 *         Photos.in(Path.of("photos")),
 *         List.of(Task.parse("sr:4")),
 *         List.of(Method.parse("ddnm"), Method.parse("dps:paper")));
 * new Evaluation(
 *         plan, RunInfo.here("my-prior", hash, command), Path.of("out"), Optional.empty())
 *     .run(Priors.of(() -> prior),
 *         EvaluationListener.NONE);
 * }</pre>
 */
public final class Evaluation {

  /** The folder of all cells, below that of the evaluation. */
  public static final String CELLS = "cells";

  private final EvaluationPlan plan;
  private final RunInfo info;
  private final Path out;
  private final CellFiles files;
  private final Optional<Lpips> lpips;
  private final LongSupplier nanoseconds;

  /**
   * Prepares; does nothing yet.
   *
   * @param plan what to do
   * @param info for the head of the report
   * @param out folder for everything that is written; made if missing
   * @param lpips measures it, and stays open; without one, tables say how to get it
   */
  public Evaluation(EvaluationPlan plan, RunInfo info, Path out, Optional<Lpips> lpips) {
    this(plan, info, out, lpips, System::nanoTime);
  }

  Evaluation(
      EvaluationPlan plan,
      RunInfo info,
      Path out,
      Optional<Lpips> lpips,
      LongSupplier nanoseconds) {
    this.plan = plan;
    this.info = info;
    this.out = out;
    this.files = new CellFiles(out.resolve(CELLS));
    this.lpips = lpips;
    this.nanoseconds = nanoseconds;
  }

  /**
   * The folder of a task and an image, below that of an evaluation: all of their cells and
   * pictures.
   *
   * @param task its name
   * @param image the file, or its name
   */
  public static String folderOf(String task, Path image) {
    return String.join("/", CELLS, CellFiles.fileName(task), CellFiles.folderOf(image));
  }

  /**
   * The file of a cell in {@linkplain #folderOf its folder}, which is written after its pictures.
   */
  public static String fileOf(Cell cell) {
    return CellFiles.fileName(cell.method() + ".json");
  }

  private Perception perception() {
    return new Perception(files, lpips, plan.known().captions());
  }

  private CellRunner runner(Perception perception) {
    return new CellRunner(plan, info, files, perception, nanoseconds);
  }

  /**
   * About how many cells there are, those that are there already among them.
   *
   * @param priors asked for what methods name
   */
  public int size(Priors priors) {
    try (Perception perception = perception()) {
      return runner(perception).size(priors);
    }
  }

  /**
   * Runs what is missing, and writes nothing but cells.
   *
   * @param priors asked if a sampler has something to do; stay their owner's
   * @param listener hears of every step, and is not told how many cells there are
   * @return all cells, old and new
   * @throws java.util.concurrent.CancellationException if the listener asked to stop; what is
   *     finished stays
   * @throws java.io.UncheckedIOException if no image can be read; as long as one can, the results
   *     name those that cannot
   * @throws IllegalArgumentException if no image is as large as the crop
   */
  public EvaluationResults measure(Priors priors, EvaluationListener listener) {
    CellsDone done = part(priors, listener).requireSome(plan);
    return new EvaluationResults(
        plan, info, files.folder(), done.cells(), done.unread(), LpipsNote.of(lpips));
  }

  /**
   * As {@link #measure}, where the plan is a part of one: whether images are left is for who joins
   * the parts to see.
   */
  public CellsDone part(Priors priors, EvaluationListener listener) {
    try (Perception perception = perception()) {
      return runner(perception).run(priors, listener);
    }
  }

  /**
   * Runs what is missing and writes the tables and the report; the rest is as in {@link #measure}.
   *
   * @throws IOException if results cannot be written
   */
  public EvaluationResults run(Priors priors, EvaluationListener listener) throws IOException {
    listener.planned(size(priors));
    EvaluationResults results = measure(priors, listener);
    results.write(out);
    return results;
  }
}
