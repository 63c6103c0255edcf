package io.tweedie.spark;

import org.apache.spark.SparkConf;
import org.apache.spark.sql.SparkSession;

/** Sessions of Spark. */
final class Sessions {

  static {
    // Said before Spark logs its first line.
    System.getProperties()
        .putIfAbsent("log4j2.configurationFile", "classpath:io/tweedie/spark/log4j2.properties");
  }

  private Sessions() {}

  /** The session that {@code spark-submit} describes, or one that is there. */
  static SparkSession submitted(String name) {
    return SparkSession.builder().appName(name).config(new SparkConf()).getOrCreate();
  }

  /** A session on a master. */
  static SparkSession on(String master) {
    SparkConf conf = new SparkConf().setMaster(master).setAppName("tweedie");
    conf.setIfMissing("spark.ui.enabled", "false");
    return SparkSession.builder().config(conf).getOrCreate();
  }
}
