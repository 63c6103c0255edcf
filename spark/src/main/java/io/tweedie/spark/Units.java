package io.tweedie.spark;

import java.io.Serializable;
import java.util.List;
import java.util.function.ObjIntConsumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import scala.Function1;
import scala.Function2;
import scala.reflect.ClassTag$;
import scala.runtime.BoxedUnit;

/** Has pieces of work done wherever there is room, and hears of each as soon as it is done. */
final class Units {

  private Units() {}

  /**
   * What is done with a piece of work.
   *
   * @param <U> the piece
   */
  @FunctionalInterface
  interface Work<U> extends Serializable {

    /** Does it, on an executor; again, if an executor is lost that had done it. */
    String done(U unit) throws Exception;
  }

  /**
   * Does all pieces.
   *
   * @param came hears of results, on one thread, with the piece's place
   * @return the results, in the order of the pieces
   */
  static <U extends Serializable> List<String> all(
      JavaSparkContext context, List<U> units, Work<U> work, ObjIntConsumer<String> came) {
    if (units.isEmpty()) {
      return List.of();
    }
    JavaRDD<String> results = context.parallelize(units, units.size()).map(work::done);
    String[] all = new String[units.size()];
    Function1<scala.collection.Iterator<String>, String> only =
        (Function1<scala.collection.Iterator<String>, String> & Serializable) i -> i.next();
    Function2<Object, String, BoxedUnit> handler =
        (place, result) -> {
          all[(Integer) place] = result;
          came.accept(result, (Integer) place);
          return BoxedUnit.UNIT;
        };
    try {
      context
          .sc()
          .runJob(results.rdd(), only, handler, ClassTag$.MODULE$.<String>apply(String.class));
    } catch (Exception e) {
      throw new IllegalStateException(reason(e), e);
    }
    return List.of(all);
  }

  /** What an executor said, of the page that Spark makes of it. */
  private static String reason(Exception e) {
    Matcher said =
        Pattern.compile("(?:Exception|Error): (.*)").matcher(String.valueOf(e.getMessage()));
    return said.find()
        ? "a piece of work failed: " + said.group(1)
        : String.valueOf(e.getMessage());
  }
}
