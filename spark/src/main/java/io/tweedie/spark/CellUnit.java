package io.tweedie.spark;

import com.fasterxml.jackson.databind.json.JsonMapper;
import io.tweedie.eval.grid.Cell;
import io.tweedie.eval.grid.CellsDone;
import io.tweedie.eval.grid.Evaluation;
import io.tweedie.eval.grid.EvaluationListener;
import io.tweedie.eval.grid.EvaluationPlan;
import io.tweedie.eval.grid.PlanWords;
import io.tweedie.eval.grid.Priors;
import io.tweedie.eval.grid.RunInfo;
import io.tweedie.eval.grid.Unread;
import io.tweedie.restore.ModelPrior;
import java.io.IOException;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * All cells of an evaluation that are of one image and one task.
 *
 * @param plan of the evaluation
 * @param task its name
 * @param folder where the image is
 * @param image its name
 * @param evaluation where the evaluation is
 */
record CellUnit(PlanWords plan, String task, Store folder, String image, Store evaluation)
    implements Serializable {

  private static final JsonMapper JSON = new JsonMapper();

  static CellsDone read(String result) {
    try {
      return JSON.readValue(result, CellsDone.class);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Measures cells, on an executor.
   *
   * @param prior the one to ask
   * @param command how the evaluation was started
   */
  record Worker(SharedPrior prior, String command) implements Units.Work<CellUnit> {

    @Override
    public String done(CellUnit unit) throws IOException {
      ModelPrior asked = prior.here();
      RunInfo info = RunInfo.here(asked.name(), asked.fingerprint(), command);
      try (Scratch scratch = Scratch.make()) {
        Path image = scratch.folder().resolve(unit.image());
        unit.folder().fetch(unit.image(), image);
        EvaluationPlan plan = unit.plan().plan(image, unit.task(), asked);
        SubjectFiles subject = new SubjectFiles(unit, scratch.folder());
        subject.fetch();
        CellsDone done =
            new Evaluation(plan, info, scratch.folder(), Optional.empty())
                .part(Priors.of(() -> asked), subject);
        return JSON.writeValueAsString(named(done, image, unit));
      }
    }

    /** With the image's own name in place of that of the copy. */
    private static CellsDone named(CellsDone done, Path copy, CellUnit unit) {
      String name = unit.folder().root() + "/" + unit.image();
      return new CellsDone(
          done.cells(),
          done.unread().stream()
              .map(file -> new Unread(name, file.reason().replace(copy.toString(), name)))
              .toList(),
          done.tooSmall().stream()
              .map(file -> new CellsDone.Small(name, file.height(), file.width()))
              .toList());
    }
  }

  /**
   * The files of the cells: those that are there come here before the evaluation, and those that it
   * writes go there as soon as a cell is measured.
   */
  private static final class SubjectFiles implements EvaluationListener {

    private final Store store;
    private final String name;
    private final Path here;
    private final Set<String> sent = new HashSet<>();

    SubjectFiles(CellUnit unit, Path scratch) {
      this.store = unit.evaluation();
      this.name = Evaluation.folderOf(unit.task(), Path.of(unit.image()));
      this.here = scratch.resolve(name);
    }

    /** Fetches what earlier runs measured. */
    void fetch() throws IOException {
      for (String file : store.list(name)) {
        if (file.endsWith(".json")) {
          store.fetch(name + "/" + file, here.resolve(file));
          sent.add(file);
        }
      }
    }

    @Override
    public void finished(Cell cell) {
      try (Stream<Path> files = Files.list(here)) {
        // Where a cell's JSON is the cell is whole, so its pictures go first.
        List<Path> pictures = files.filter(file -> !isJson(file)).toList();
        for (Path picture : pictures) {
          send(picture);
        }
        send(here.resolve(Evaluation.fileOf(cell)));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    private static boolean isJson(Path file) {
      return file.getFileName().toString().endsWith(".json");
    }

    private void send(Path file) throws IOException {
      String fileName = file.getFileName().toString();
      if (isJson(file) || sent.add(fileName)) {
        store.write(name + "/" + fileName, Files.readAllBytes(file));
      }
    }
  }
}
