package io.tweedie.eval.grid;

import io.tweedie.restore.spec.PriorSpec;
import java.io.IOException;
import java.nio.file.Path;

/** Processes, on one machine or many, that measure together. */
public interface Cluster extends Measurer, AutoCloseable {

  /** Gives clusters of one kind; found by {@link java.util.ServiceLoader}. */
  interface Provider {

    /**
     * Connects to a cluster.
     *
     * @param master its address, in the words of its kind
     * @param prior which every process of it opens for itself
     * @param info for the head of the report
     * @throws IllegalArgumentException if there is no such cluster, or the prior cannot go there
     */
    Cluster connect(String master, PriorSpec prior, RunInfo info);
  }

  /**
   * Writes {@code results.parquet} beside the {@code results.csv} that is there, the same table.
   *
   * @param out folder of both
   * @throws IOException if it cannot be written
   */
  void writeTable(Path out) throws IOException;

  @Override
  void close();
}
