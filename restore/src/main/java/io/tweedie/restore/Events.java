package io.tweedie.restore;

/** Hears how far a run is. */
@FunctionalInterface
public interface Events {

  /** Hears nothing. */
  Events NONE = event -> {};

  /**
   * The run is about to begin.
   *
   * @param total its steps, of all images
   */
  default void began(long total) {}

  /** A step is done. */
  void stepped(Event event);

  /**
   * A run goes on from a state that another process saved.
   *
   * @param photo its name
   * @param step steps that are done already
   * @param steps of a whole run
   */
  default void resumed(String photo, int step, int steps) {}
}
