package io.tweedie.cli.evaluate;

import io.tweedie.cli.terminal.CommonOptions;
import io.tweedie.cli.terminal.Progress;
import io.tweedie.core.file.Folders;
import io.tweedie.core.file.TextFile;
import io.tweedie.core.file.WholeFile;
import io.tweedie.eval.verify.Conformance;
import io.tweedie.eval.verify.ConformanceTable;
import io.tweedie.eval.verify.Verification;
import java.io.IOException;
import java.io.Reader;
import java.io.StringReader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code tweedie verify}: holds the solvers against posteriors that are known exactly. */
@Command(
    name = "verify",
    description = {
      "Holds every solver against posteriors that are known exactly.",
      "",
      "Draws many samples of small images under priors in closed form and says how far they are"
          + " from the posterior: its mean, its covariance, the sliced Wasserstein distance beside"
          + " that of exact samples, and whether credible intervals are honest. Fails if a distance"
          + " is not the one recorded with this version. Writes conformance.md and conformance.csv."
    },
    footer = {
      "",
      "The table of the documentation, in some minutes:",
      "  tweedie verify",
      "The part that every build checks, in seconds:",
      "  tweedie verify --quick"
    })
public final class VerifyCommand implements Callable<Integer> {

  @Mixin private CommonOptions common;

  @Option(names = "--quick", description = "A small part only.")
  private boolean quick;

  @Option(
      names = "--against",
      paramLabel = "FILE",
      description = "The conformance.csv to compare with (default: that of this version).")
  private Path against;

  @Override
  public Integer call() throws Exception {
    // What would end the command is looked at before minutes of work.
    try (Reader recorded = recorded()) {
      Folders.make(common.out());
      ConformanceTable table = measured();
      WholeFile.write(common.out().resolve("conformance.md"), table.markdown());
      WholeFile.write(common.out().resolve("conformance.csv"), table.csv());
      List<String> problems = table.regressions(recorded);
      report(table, problems);
      return problems.isEmpty() ? ExitCode.OK : ExitCode.SOFTWARE;
    }
  }

  private Reader recorded() throws IOException {
    return against == null
        ? ConformanceTable.recorded(quick ? "quick" : "full")
        : new StringReader(TextFile.read(against));
  }

  private ConformanceTable measured() {
    Verification verification = quick ? Verification.quick() : Verification.full();
    common.startBackend();
    try (Progress progress = common.progress("verifying", verification.combinations())) {
      List<Conformance> rows =
          verification.run((done, all, row) -> progress.stepped(row.solver() + " " + row.task()));
      return new ConformanceTable(rows);
    }
  }

  private void report(ConformanceTable table, List<String> problems) {
    Map<String, Object> result = new LinkedHashMap<>();
    result.put("rows", table.rows());
    result.put("problems", problems);
    List<String> lines = new ArrayList<>();
    lines.add("distance to the exact posterior, in its deviations (floor: of exact samples)");
    for (Conformance row : table.rows()) {
      lines.add(
          String.format(
              Locale.ROOT,
              "%-17s %-9s %-32s sigma %-5s %.3f (%.3f)",
              row.solver(),
              row.prior(),
              row.task(),
              row.sigma(),
              row.distance(),
              row.agreement().floor()));
    }
    problems.forEach(problem -> lines.add("CHANGED " + problem));
    lines.add("table: " + common.out().resolve("conformance.md"));
    common.result(result, lines);
  }
}
