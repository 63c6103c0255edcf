package io.tweedie.models.checkpoint;

import java.util.ArrayList;
import java.util.List;

/**
 * What a class or function unknown to this reader would have made: its name and the data that came
 * with it.
 */
final class OpaqueObject {

  private final String maker;
  private final List<PythonDictionary> named = new ArrayList<>();
  private final List<Object> nameless = new ArrayList<>();
  private PythonDictionary entries;
  private boolean plainCall;

  private OpaqueObject(String maker, boolean plainCall) {
    this.maker = maker;
    this.plainCall = plainCall;
  }

  /** The result of a function, if that had been called. */
  static OpaqueObject resultOf(String function, List<Object> arguments) {
    OpaqueObject result = new OpaqueObject(function, true);
    result.nameless.addAll(arguments);
    return result;
  }

  /** A value that has no further data. */
  static OpaqueObject of(String type) {
    return new OpaqueObject(type, false);
  }

  /** Says that it is an instance of a class, not the result of a function. */
  OpaqueObject asInstance() {
    plainCall = false;
    return this;
  }

  /** The class or function that would have made it. */
  String maker() {
    return maker;
  }

  /** Whether all there is to it is a call. */
  boolean isPlainCall() {
    return plainCall;
  }

  /** Takes what the class would take as its state: attributes by name, if it is an ordinary one. */
  void addState(Object state) {
    plainCall = false;
    if (state instanceof PythonDictionary attributes) {
      named.add(attributes);
    } else if (state instanceof PythonTuple pair && pair.items().size() == 2) {
      // Classes with slots have their attributes in a second dictionary.
      addEach(pair.items());
    } else {
      nameless.add(state);
    }
  }

  private void addEach(List<Object> parts) {
    for (Object part : parts) {
      if (part instanceof PythonDictionary attributes) {
        named.add(attributes);
      } else {
        nameless.add(part);
      }
    }
  }

  /** Takes the items of an object that behaves as a list. */
  void append(List<Object> items) {
    plainCall = false;
    nameless.addAll(items);
  }

  /** The entries of an object that behaves as a dictionary. */
  PythonDictionary entries() {
    plainCall = false;
    if (entries == null) {
      entries = new PythonDictionary();
      named.add(entries);
    }
    return entries;
  }

  /** Its attributes and entries. */
  List<PythonDictionary> named() {
    return named;
  }

  /** Arguments, items and states that have no names. */
  List<Object> nameless() {
    return nameless;
  }

  @Override
  public String toString() {
    return "<" + maker + ">";
  }
}
