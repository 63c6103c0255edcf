package io.tweedie.eval.experiment;

import io.tweedie.eval.grid.EvaluationListener;
import io.tweedie.eval.grid.Measurer;
import io.tweedie.eval.grid.Priors;
import io.tweedie.eval.grid.RunInfo;
import io.tweedie.eval.grid.ThisProcess;
import io.tweedie.eval.metric.Lpips;
import io.tweedie.restore.Prior;
import java.nio.file.Path;
import java.util.Optional;

/**
 * What an experiment works with.
 *
 * @param out folder for everything that is written; there already
 * @param prior the one to ask, or by whose description others find theirs
 * @param command how the experiment was started, for people
 * @param lpips measures it; empty without weights
 * @param listener hears of every step
 * @param measurer of the cells
 */
public record Workshop(
    Path out,
    Prior prior,
    String command,
    Optional<Lpips> lpips,
    EvaluationListener listener,
    Measurer measurer) {

  /** One in which this process measures. */
  public Workshop(
      Path out, Prior prior, String command, Optional<Lpips> lpips, EvaluationListener listener) {
    this(
        out,
        prior,
        command,
        lpips,
        listener,
        new ThisProcess(info(prior, command), lpips, Priors.of(() -> prior)));
  }

  /** Where results come from. */
  RunInfo info() {
    return info(prior, command);
  }

  private static RunInfo info(Prior prior, String command) {
    return RunInfo.here(prior.name(), prior.fingerprint(), command);
  }
}
