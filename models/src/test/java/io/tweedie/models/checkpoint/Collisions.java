package io.tweedie.models.checkpoint;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Values that a hash table of Java cannot tell apart. */
final class Collisions {

  /** Far more than reading takes, and far less than what went wrong took. */
  static final Duration SOON = Duration.ofSeconds(10);

  private Collisions() {}

  /** Two to the power of {@code pairs} different texts that have one hash. */
  static List<String> texts(int pairs) {
    List<String> texts = List.of("");
    for (int i = 0; i < pairs; i++) {
      List<String> longer = new ArrayList<>();
      for (String text : texts) {
        longer.add(text + "Aa");
        longer.add(text + "BB");
      }
      texts = longer;
    }
    return texts;
  }
}
