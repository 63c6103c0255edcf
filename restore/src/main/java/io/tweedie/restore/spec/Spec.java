package io.tweedie.restore.spec;

import java.io.Serializable;
import java.util.Map;

/**
 * A specification: a record of plain values, of which each is said by a word. The words are those
 * of the command line, and what is not said is null and means the usual. As text, JSON, a form's
 * fields or a serialised object it says the same.
 *
 * @param <S> the record
 */
public interface Spec<S extends Record & Spec<S>> extends Serializable {

  /**
   * Reads words.
   *
   * @param words strings, numbers, booleans and, for {@code set}, a map; numbers may be strings
   * @throws IllegalArgumentException for a word that is not known, naming it and those that are,
   *     and for a value that a word cannot have
   */
  static <S extends Record & Spec<S>> S read(Class<S> type, Map<String, ?> words) {
    return Words.read(type, words);
  }

  /**
   * Reads text, such as {@code task=sr:4 sigma=0.05 set.stepSize=0.5}. A value with a space stands
   * in double quotes.
   *
   * @throws IllegalArgumentException if it is not that, or as {@link #read} does
   */
  static <S extends Record & Spec<S>> S parse(Class<S> type, String text) {
    return Words.ofText(type, text);
  }

  /**
   * Reads a JSON object, such as {@code {"task": "sr:4", "sigma": 0.05, "set": {"stepSize":
   * "0.5"}}}.
   *
   * @throws IllegalArgumentException if it is not that, or as {@link #read} does
   */
  static <S extends Record & Spec<S>> S ofJson(Class<S> type, String json) {
    return Words.ofJson(type, json);
  }

  /** What is said, by word: strings, numbers, booleans and maps. */
  default Map<String, Object> words() {
    return Words.of((Record) this);
  }

  /** The text that {@link #parse} reads. */
  default String text() {
    return Words.text((Record) this);
  }

  /** The JSON that {@link #ofJson} reads. */
  default String json() {
    return Words.json((Record) this);
  }

  /**
   * The same with another value of a word.
   *
   * @param value null for the usual
   * @throws IllegalArgumentException as {@link #read} does
   */
  default S with(String word, Object value) {
    Map<String, Object> words = words();
    words.put(word, value);
    @SuppressWarnings("unchecked")
    Class<S> type = (Class<S>) getClass();
    return read(type, words);
  }
}
