package io.tweedie.eval.experiment;

import io.tweedie.eval.grid.EvaluationListener;
import io.tweedie.eval.metric.Lpips;
import io.tweedie.restore.Prior;
import java.nio.file.Path;
import java.util.Optional;

/**
 * What an experiment works with.
 *
 * @param out folder for everything that is written; there already
 * @param prior the one to ask
 * @param command how the experiment was started, for people
 * @param lpips measures it; empty without weights
 * @param listener hears of every step
 */
public record Workshop(
    Path out, Prior prior, String command, Optional<Lpips> lpips, EvaluationListener listener) {}
