package io.tweedie.core.registry;

/** What a user chooses by a word. */
public interface Named {

  /** The word: lower case, without spaces, colons and commas. */
  String name();
}
