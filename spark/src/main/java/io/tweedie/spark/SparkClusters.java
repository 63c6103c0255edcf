package io.tweedie.spark;

import io.tweedie.eval.grid.Cluster;
import io.tweedie.eval.grid.RunInfo;
import io.tweedie.restore.ModelPrior;
import io.tweedie.restore.Models;
import io.tweedie.restore.spec.PriorSpec;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.apache.spark.api.java.JavaSparkContext;

/** Clusters of Spark, for the command {@code evaluate}. */
public final class SparkClusters implements Cluster.Provider {

  @Override
  public Cluster connect(String master, PriorSpec prior, RunInfo info) {
    JavaSparkContext context = Contexts.on(master);
    try (ModelPrior open = Models.open(prior)) {
      return SparkCluster.of(context, SharedPrior.send(context, open, prior), info);
    } catch (IOException e) {
      context.stop();
      throw new UncheckedIOException(e.getMessage(), e);
    }
  }
}
