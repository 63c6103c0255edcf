package io.tweedie.eval.experiment;

import io.tweedie.eval.grid.Unread;
import java.util.List;
import java.util.Map;

/**
 * What came of an experiment, in short.
 *
 * @param numbers fields of the run record: anything that becomes JSON, by name
 * @param lines for people
 * @param unread files among the images that took no part
 */
public record Findings(Map<String, Object> numbers, List<String> lines, List<Unread> unread) {

  /** Copies the lists. */
  public Findings {
    lines = List.copyOf(lines);
    unread = List.copyOf(unread);
  }
}
