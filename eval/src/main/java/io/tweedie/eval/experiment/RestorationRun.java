package io.tweedie.eval.experiment;

import io.tweedie.core.task.Task;
import io.tweedie.eval.experiment.SearchCurve.Measured;
import io.tweedie.eval.experiment.Section.Block;
import io.tweedie.eval.grid.Captions;
import io.tweedie.eval.grid.Cell;
import io.tweedie.eval.grid.Evaluation;
import io.tweedie.eval.grid.EvaluationPlan;
import io.tweedie.eval.grid.EvaluationPlan.Company;
import io.tweedie.eval.grid.EvaluationResults;
import io.tweedie.eval.grid.Method;
import io.tweedie.eval.grid.Method.Sampling;
import io.tweedie.eval.grid.Photos;
import io.tweedie.eval.grid.Recording;
import io.tweedie.eval.grid.RunInfo;
import io.tweedie.eval.grid.Shard;
import io.tweedie.eval.grid.SummaryRow;
import io.tweedie.eval.grid.Unread;
import io.tweedie.eval.metric.Lpips;
import io.tweedie.eval.metric.LpipsNote;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** A {@link RestorationExperiment} being carried out. */
final class RestorationRun {

  private final RestorationExperiment experiment;
  private final Workshop workshop;
  private final RunInfo info;
  private final int size;
  private final Photos photos;
  private final Captions captions;

  /**
   * Prepares.
   *
   * @param experiment which is {@linkplain RestorationExperiment#ready ready}
   */
  RestorationRun(
      RestorationExperiment experiment, Photos photos, Captions captions, Workshop workshop) {
    this.experiment = experiment;
    this.workshop = workshop;
    this.size = experiment.size();
    this.info = workshop.info();
    this.photos = photos;
    this.captions = captions;
  }

  private List<Block> blocks() {
    return experiment.sections().stream().flatMap(Section::blocks).toList();
  }

  Findings run() throws IOException {
    workshop.listener().planned(blocks().stream().mapToInt(this::cells).sum());
    List<SectionResults> results = new ArrayList<>();
    for (Block block : blocks()) {
      results.add(run(block));
    }
    RestorationReport report =
        new RestorationReport(experiment, info, size, photos.files().size(), results);
    report.write(workshop.out());
    return report.findings();
  }

  /**
   * Measures the cells of a share of the images. What decides for all images, the searches, is
   * measured whole.
   *
   * @return how many cells the share has
   */
  int run(Shard shard) {
    int cells = 0;
    for (Block block : blocks()) {
      for (Task task : block.section().tasksAt(size)) {
        List<Method> chosen = chosen(block, task, new ArrayList<>());
        Optional<EvaluationPlan> share = plan(block, List.of(task), chosen).share(shard);
        if (share.isPresent()) {
          cells += measured(block, share.get()).cells().size();
        }
      }
    }
    return cells;
  }

  /** How many cells a block has, those of its searches among them. */
  private int cells(Block block) {
    int cells = 0;
    for (Task task : block.section().tasksAt(size)) {
      List<Method> methods = new ArrayList<>();
      for (SolverEntry entry : block.section().solvers()) {
        List<Sampling> candidates = entry.candidates();
        methods.add(candidates.isEmpty() ? entry.method() : candidates.get(0));
        if (!candidates.isEmpty()) {
          cells += workshop.measurer().size(searchPlan(block, task, entry));
        }
      }
      cells += workshop.measurer().size(plan(block, List.of(task), methods));
    }
    return cells;
  }

  private SectionResults run(Block block) {
    List<SearchCurve> curves = new ArrayList<>();
    List<Cell> cells = new ArrayList<>();
    Set<Unread> unreadable = new LinkedHashSet<>();
    Map<String, Method> methods = new LinkedHashMap<>();
    List<Task> tasks = block.section().tasksAt(size);
    for (Task task : tasks) {
      List<Method> chosen = chosen(block, task, curves);
      chosen.forEach(method -> methods.put(method.name(), method));
      EvaluationResults ofTask = measured(block, plan(block, List.of(task), chosen));
      cells.addAll(ofTask.cells());
      unreadable.addAll(ofTask.unreadable());
    }
    EvaluationPlan all = plan(block, tasks, List.copyOf(methods.values()));
    EvaluationResults results =
        new EvaluationResults(
            all,
            info,
            folder(block).resolve(Evaluation.CELLS),
            cells,
            List.copyOf(unreadable),
            lpips());
    return new SectionResults(block.name(), block.section().text(), results, curves);
  }

  /** The methods of a task, with the best settings of those that are searched for. */
  private List<Method> chosen(Block block, Task task, List<SearchCurve> curves) {
    List<Method> chosen = new ArrayList<>();
    for (SolverEntry entry : block.section().solvers()) {
      chosen.add(entry.search() == null ? entry.method() : best(block, task, entry, curves));
    }
    return chosen;
  }

  private LpipsNote lpips() {
    return workshop.lpips().map(Lpips::note).orElseGet(LpipsNote::withoutWeights);
  }

  /** Tries all values, and takes the one with the highest mean PSNR. */
  private Sampling best(Block block, Task task, SolverEntry entry, List<SearchCurve> curves) {
    List<SummaryRow> rows = measured(block, searchPlan(block, task, entry)).summary();
    List<Measured> points = new ArrayList<>();
    Optional<SummaryRow> best = Optional.empty();
    for (int i = 0; i < rows.size(); i++) {
      SummaryRow row = rows.get(i);
      if (row.images() > 0) {
        points.add(new Measured(entry.search().values().get(i), row.psnr()));
        best = best.filter(b -> b.psnr().mean() >= row.psnr().mean()).or(() -> Optional.of(row));
      }
    }
    Optional<Integer> chosen = best.map(rows::indexOf);
    curves.add(
        new SearchCurve(
            task.name(),
            entry.method().name(),
            entry.search().setting(),
            points,
            chosen.map(entry.search().values()::get).orElse(null)));
    return chosen.map(entry.candidates()::get).orElseGet(entry::method);
  }

  private EvaluationPlan searchPlan(Block block, Task task, SolverEntry entry) {
    EvaluationPlan plan =
        plan(block, List.of(task), List.copyOf(entry.candidates()))
            .with(Company.NONE)
            .withRecording(Recording.NONE);
    Integer deciding = entry.search().images();
    return deciding == null ? plan : plan.withLimit(deciding);
  }

  private EvaluationPlan plan(Block block, List<Task> tasks, List<Method> methods) {
    Section section = block.section();
    EvaluationPlan plan =
        EvaluationPlan.of(photos, tasks, methods)
            .withNoise(block.noise())
            .withSize(size)
            .withSeed(experiment.seed())
            .with(workshop.prior())
            .with(captions)
            .withRecording(section.recording())
            .with(section.company());
    plan = section.steps() == null ? plan : plan.withSteps(section.steps());
    return section.images() == null ? plan : plan.withLimit(section.images());
  }

  private Path folder(Block block) {
    return workshop.out().resolve(block.folder());
  }

  private EvaluationResults measured(Block block, EvaluationPlan plan) {
    return workshop.measurer().measure(plan, folder(block), workshop.listener());
  }
}
