package io.tweedie.eval.experiment;

import io.tweedie.eval.grid.Shard;
import java.io.IOException;

/** An experiment of restorations, whose cells may be measured by several processes. */
public interface Divisible {

  /**
   * Does what is not done yet and writes {@code report.html}, {@code results.csv}, {@code
   * results.json} and {@code table.tex} below the workshop's folder.
   *
   * @throws java.util.concurrent.CancellationException if the listener asked to stop; what is
   *     finished stays
   * @throws IOException if a file cannot be read or written
   * @throws IllegalArgumentException if experiment, images and model do not suit each other
   */
  Findings run(Workshop workshop) throws IOException;

  /**
   * Measures the cells of a share of the images, and writes nothing else. When all shards are done,
   * {@link #run(Workshop)} finds their cells.
   *
   * @return how many cells the share has
   */
  int run(Shard shard, Workshop workshop) throws IOException;
}
