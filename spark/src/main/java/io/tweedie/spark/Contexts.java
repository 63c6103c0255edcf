package io.tweedie.spark;

import java.util.concurrent.atomic.AtomicReference;
import org.apache.spark.SparkConf;
import org.apache.spark.SparkContext;
import org.apache.spark.api.java.JavaSparkContext;

/** Connections to Spark. */
final class Contexts {

  static {
    // Said before Spark logs its first line.
    System.getProperties()
        .putIfAbsent("log4j2.configurationFile", "classpath:io/tweedie/spark/log4j2.properties");
  }

  private static final AtomicReference<JavaSparkContext> LAST = new AtomicReference<>();

  private Contexts() {}

  /** The one that {@code spark-submit} describes, or one that is there. */
  static JavaSparkContext submitted(String name) {
    return of(new SparkConf().setAppName(name));
  }

  /** One to a master. */
  static JavaSparkContext on(String master) {
    SparkConf conf = new SparkConf().setMaster(master).setAppName("tweedie");
    conf.setIfMissing("spark.ui.enabled", "false");
    return of(conf);
  }

  /** Ends what was given last, if anything was. */
  static void stop() {
    JavaSparkContext last = LAST.getAndSet(null);
    if (last != null) {
      last.stop();
    }
  }

  private static JavaSparkContext of(SparkConf conf) {
    JavaSparkContext context = JavaSparkContext.fromSparkContext(SparkContext.getOrCreate(conf));
    LAST.set(context);
    return context;
  }
}
