package io.tweedie.cli.evaluate;

import io.tweedie.eval.grid.Cluster;
import io.tweedie.eval.grid.Measurer;
import io.tweedie.eval.grid.Priors;
import io.tweedie.eval.grid.RunInfo;
import io.tweedie.eval.grid.Shard;
import io.tweedie.eval.grid.ThisProcess;
import io.tweedie.eval.metric.Lpips;
import io.tweedie.restore.Models;
import io.tweedie.restore.Prior;
import io.tweedie.restore.spec.ComputeSpec;
import io.tweedie.restore.spec.ModelChoice;
import io.tweedie.restore.spec.PriorSpec;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.ServiceLoader;
import picocli.CommandLine.Option;

/** By whom an evaluation is done: by one process, by several on their own, or by a cluster. */
final class Division {

  @Option(
      names = "--shard",
      paramLabel = "K/N",
      description =
          "Measure only the K-th of N shares of the images, and write no tables. When all shares"
              + " are in the same --out, written there or copied, the command without --shard"
              + " writes them.")
  private String shard;

  @Option(
      names = "--spark",
      paramLabel = "MASTER",
      description =
          "Measure on Spark: local[2] for two at a time on this machine, or a cluster's master."
              + " Needs module spark, see docs/spark.md. Also writes results.parquet; LPIPS is"
              + " measured by the same command without --spark, later.")
  private String master;

  /**
   * The share that was asked for.
   *
   * @throws IllegalArgumentException if it is none
   */
  Optional<Shard> shard() {
    return Optional.ofNullable(shard).map(Shard::parse);
  }

  /** Whether a cluster measures. */
  boolean isOfCluster() {
    return master != null;
  }

  boolean isAsked() {
    return shard != null || master != null;
  }

  /**
   * Who measures.
   *
   * @param measurer of cells
   * @param cluster that it is, if it is one
   * @param priors that it asks
   */
  record Crew(Measurer measurer, Optional<Cluster> cluster, Priors priors)
      implements AutoCloseable {

    /** Writes the table that a cluster writes besides. */
    void writeTable(Path out) throws IOException {
      if (cluster.isPresent()) {
        cluster.get().writeTable(out);
      }
    }

    @Override
    public void close() {
      cluster.ifPresent(Cluster::close);
      priors.close();
    }
  }

  /**
   * Finds who measures.
   *
   * @throws IllegalStateException if a cluster is asked for that nothing here knows
   */
  Crew crew(
      ModelChoice model, ComputeSpec compute, RunInfo info, Optional<Lpips> lpips, Prior prior) {
    Priors priors = new Priors(() -> prior, name -> named(name, compute));
    if (master == null) {
      return new Crew(new ThisProcess(info, lpips, priors), Optional.empty(), priors);
    }
    Cluster cluster =
        ServiceLoader.load(Cluster.Provider.class)
            .findFirst()
            .orElseThrow(
                () ->
                    new IllegalStateException(
                        "--spark needs module spark, which is not there; docs/spark.md says how to"
                            + " build it"))
            .connect(master, new PriorSpec(model, compute), info);
    return new Crew(cluster, Optional.of(cluster), priors);
  }

  private static Prior named(String name, ComputeSpec compute) {
    try {
      return Models.prior(new PriorSpec(ModelChoice.named(name), compute));
    } catch (IOException e) {
      throw new UncheckedIOException(e.getMessage(), e);
    }
  }
}
