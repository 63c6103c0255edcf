package io.tweedie.eval.experiment;

import java.util.List;
import java.util.Map;

/**
 * What came of an experiment, in short.
 *
 * @param numbers for run records: anything that becomes JSON, by name
 * @param lines for people
 */
public record Findings(Map<String, Object> numbers, List<String> lines) {

  /** Copies the lines. */
  public Findings {
    lines = List.copyOf(lines);
  }
}
