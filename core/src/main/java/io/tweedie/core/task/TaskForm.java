package io.tweedie.core.task;

import java.util.function.Function;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/**
 * One way to write a task.
 *
 * <p>In a list of tasks a comma before a letter ends a name, so parameters that are words stand
 * behind another sign.
 *
 * @param example a name written this way, for help and messages
 * @param pattern all names written this way
 * @param reader makes the task from the groups of the pattern; an IllegalArgumentException says
 *     which parameter is wrong
 */
public record TaskForm(String example, Pattern pattern, Function<MatchResult, Task> reader) {

  /** The same with the pattern as text. */
  public TaskForm(String example, String pattern, Function<MatchResult, Task> reader) {
    this(example, Pattern.compile(pattern), reader);
  }
}
