package io.tweedie.cli.evaluate;

import io.tweedie.cli.terminal.CommonOptions;
import io.tweedie.eval.leaderboard.Leaderboard;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Which evaluations come onto one page. */
final class LeaderboardOptions {

  @Option(
      names = "--leaderboard",
      paramLabel = "FILE",
      required = true,
      description =
          "Restore nothing, but write one HTML page of finished evaluations: methods by tasks by"
              + " measures, sortable, with the best and what cannot be told from it, pictures, and"
              + " links to the runs.")
  private Path page;

  @Parameters(
      paramLabel = "RUN",
      arity = "1..*",
      description = "With --leaderboard: folders that this command has written.")
  private List<Path> runs;

  void run(CommonOptions common) throws Exception {
    Leaderboard leaderboard = common.understood(() -> Leaderboard.read(runs));
    leaderboard.write(page);
    common.result(
        Map.of(
            "page", page.toString(),
            "runs", runs.size(),
            "methods", leaderboard.methods(),
            "settings", leaderboard.settings()),
        List.of(
            "%d methods on %d settings, of %d runs"
                .formatted(leaderboard.methods(), leaderboard.settings(), runs.size()),
            "-> " + page));
  }
}
