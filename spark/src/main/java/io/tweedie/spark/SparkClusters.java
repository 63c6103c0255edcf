package io.tweedie.spark;

import io.tweedie.eval.grid.Cluster;
import io.tweedie.eval.grid.RunInfo;
import io.tweedie.restore.spec.PriorSpec;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;

/** Clusters of Spark, for the command {@code evaluate}. */
public final class SparkClusters implements Cluster.Provider {

  @Override
  public Cluster connect(String master, PriorSpec prior, RunInfo info) {
    SparkSession session = Sessions.on(master);
    try {
      JavaSparkContext context = JavaSparkContext.fromSparkContext(session.sparkContext());
      return SparkCluster.of(session, SharedPrior.send(context, prior), info);
    } catch (IOException e) {
      session.stop();
      throw new UncheckedIOException(e.getMessage(), e);
    }
  }
}
