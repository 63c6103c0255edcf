package io.tweedie.core.task;

import io.tweedie.core.registry.Named;
import io.tweedie.core.registry.Registry;
import java.util.List;

/**
 * Makes a kind of task known: its name is what the names of its tasks begin with, the {@code sr} of
 * {@code sr:4}. Classes that implement it are found as {@link Registry} says.
 */
public interface TaskProvider extends Named {

  /** All kinds of tasks. */
  Registry<TaskProvider> ALL = new Registry<>(TaskProvider.class, "task");

  /** For the help: what is wrong with the photo, a few words. Empty if the example says it. */
  default String summary() {
    return "";
  }

  /** The ways to write a task of this kind, at least one. */
  List<TaskForm> forms();
}
