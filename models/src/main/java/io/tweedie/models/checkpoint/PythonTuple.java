package io.tweedie.models.checkpoint;

import java.util.List;

/**
 * A tuple of a pickle. No record, since equality by content would let a small pickle of tuples
 * within tuples take forever as a dictionary's key.
 */
final class PythonTuple {

  private final List<Object> items;

  PythonTuple(List<Object> items) {
    this.items = items;
  }

  List<Object> items() {
    return items;
  }
}
