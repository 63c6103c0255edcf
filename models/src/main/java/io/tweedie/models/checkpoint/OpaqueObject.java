package io.tweedie.models.checkpoint;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * An object of a class this reader does not know: its class name and the data that came with it.
 */
final class OpaqueObject {

  private final String className;
  private final List<Object> states = new ArrayList<>();
  private Map<Object, Object> items;

  OpaqueObject(String className) {
    this.className = className;
  }

  /** Keeps, but never copies, what the pickle would have the class take as its state. */
  void addState(Object state) {
    states.add(state);
  }

  /** The entries of an object that behaves as a dictionary. */
  Map<Object, Object> items() {
    if (items == null) {
      items = new LinkedHashMap<>();
      states.add(items);
    }
    return items;
  }

  List<Object> states() {
    return states;
  }

  @Override
  public String toString() {
    return "<" + className + ">";
  }
}
