package io.tweedie.models.architecture;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;

/**
 * The settings of one network, of which each must be understood: what is asked for has a default,
 * as in the code that writes such files, and what nobody asked for is refused.
 */
public final class Settings {

  private static final JsonMapper JSON = new JsonMapper();

  private final String where;
  private final JsonNode json;
  private final Set<String> known = new HashSet<>();

  /**
   * Reads settings.
   *
   * @param where they stand, as messages name it: "unet/config.json"
   * @throws IllegalArgumentException if they are no JSON object
   */
  public Settings(String where, JsonNode json) {
    this.where = where;
    this.json = json;
    if (!json.isObject()) {
      throw new IllegalArgumentException(where + ": expected settings between braces");
    }
  }

  /** A whole number of at least 1. */
  public int count(String name, int fallback) {
    JsonNode value = value(name);
    return value.isMissingNode() ? fallback : count(name, value);
  }

  /** A whole number of at least 1, or nothing. */
  public OptionalInt optionalCount(String name) {
    return has(name) ? OptionalInt.of(count(name, value(name))) : OptionalInt.empty();
  }

  /** Whole numbers of at least 1, at least one of them. */
  public List<Integer> counts(String name, List<Integer> fallback) {
    JsonNode value = value(name);
    if (value.isMissingNode()) {
      return fallback;
    }
    if (!value.isArray() || value.isEmpty()) {
      throw refused(name, value, "numbers between brackets are expected");
    }
    List<Integer> counts = new ArrayList<>();
    value.forEach(one -> counts.add(count(name, one)));
    return List.copyOf(counts);
  }

  /** One number of at least 1 for each level, or one for all of them. */
  public List<Integer> countsByLevel(String name, int fallback, int levels) {
    JsonNode value = value(name);
    if (!value.isArray()) {
      return Collections.nCopies(levels, count(name, fallback));
    }
    List<Integer> counts = counts(name, List.of());
    if (counts.size() != levels) {
      throw refused(
          name, value, "one number for each of the %d levels is expected".formatted(levels));
    }
    return counts;
  }

  private int count(String name, JsonNode value) {
    if (!value.isIntegralNumber() || !value.canConvertToInt() || value.asInt() < 1) {
      throw refused(name, value, "a whole number from 1 is expected");
    }
    return value.asInt();
  }

  /** A finite number. */
  public double number(String name, double fallback) {
    JsonNode value = value(name);
    if (value.isMissingNode()) {
      return fallback;
    }
    if (!value.isNumber() || !Double.isFinite(value.asDouble())) {
      throw refused(name, value, "a number is expected");
    }
    return value.asDouble();
  }

  /** A number in [0, 1). */
  public double rate(String name) {
    double rate = number(name, 0);
    if (rate < 0 || rate >= 1) {
      throw refused(name, value(name), "a rate from 0, below 1, is expected");
    }
    return rate;
  }

  /** A number above 0. */
  public double positive(String name, double fallback) {
    double number = number(name, fallback);
    if (number <= 0) {
      throw refused(name, value(name), "a number above 0 is expected");
    }
    return number;
  }

  /** A truth value. */
  public boolean flag(String name, boolean fallback) {
    JsonNode value = value(name);
    if (value.isMissingNode()) {
      return fallback;
    }
    if (!value.isBoolean()) {
      throw refused(name, value, "true or false is expected");
    }
    return value.asBoolean();
  }

  /** A word. */
  public String word(String name, String fallback) {
    JsonNode value = value(name);
    if (value.isMissingNode()) {
      return fallback;
    }
    if (!value.isTextual()) {
      throw refused(name, value, "a word is expected");
    }
    return value.asText();
  }

  /** Words, at least one. */
  public List<String> words(String name, List<String> fallback) {
    JsonNode value = value(name);
    if (value.isMissingNode()) {
      return fallback;
    }
    List<String> words = new ArrayList<>();
    value.forEach(one -> words.add(one.isTextual() ? one.asText() : null));
    if (!value.isArray() || words.isEmpty() || words.contains(null)) {
      throw refused(name, value, "words between brackets are expected");
    }
    return List.copyOf(words);
  }

  /** Whether there is a value. */
  public boolean has(String name) {
    JsonNode value = value(name);
    return !value.isMissingNode() && !value.isNull();
  }

  /** Whether it is said that there is no value, which differs from not saying anything. */
  public boolean isNull(String name) {
    return value(name).isNull();
  }

  /** A setting that has no other meaning here than these values, of which null is one. */
  public void only(String name, Object... values) {
    JsonNode value = value(name);
    boolean served =
        !has(name)
            || Arrays.stream(values)
                .map(one -> JSON.<JsonNode>valueToTree(one))
                .anyMatch(one -> one.equals(value) || same(one, value));
    if (!served) {
      throw refused(
          name,
          value,
          values.length == 0
              ? "only null is supported"
              : "supported: "
                  + String.join(", ", Arrays.stream(values).map(String::valueOf).toList()));
    }
  }

  /** A word of which only one is supported, and null is another one. */
  public void requireWord(String name, String word) {
    if (!word(name, word).equals(word)) {
      throw refused(name, value(name), "supported: " + word);
    }
  }

  private static boolean same(JsonNode one, JsonNode other) {
    return one.isNumber() && other.isNumber() && one.asDouble() == other.asDouble();
  }

  /** Settings that change nothing of what the network computes. */
  public void ignore(String... names) {
    known.addAll(List.of(names));
  }

  /**
   * Ends the reading. Names that begin with an underline are notes of the program that wrote them.
   *
   * @throws IllegalArgumentException naming a setting that nobody asked for
   */
  public void refuseUnknown() {
    json.fieldNames()
        .forEachRemaining(
            name -> {
              if (!name.startsWith("_") && !known.contains(name)) {
                throw new IllegalArgumentException(
                    "unknown setting '%s' in %s (its value is %s)"
                        .formatted(name, where, shortened(json.get(name))));
              }
            });
  }

  /**
   * Checks widths that are normalised in groups.
   *
   * @throws IllegalArgumentException if one does not divide by the number of groups
   */
  public void requireMultiples(String name, List<Integer> widths, String groupsName, int groups) {
    if (widths.stream().anyMatch(width -> width % groups != 0)) {
      throw refused(
          name, widths, "multiples of %s, %d, are expected".formatted(groupsName, groups));
    }
  }

  /** The error of a value that is not served. */
  public IllegalArgumentException refused(String name, Object value, String why) {
    return new IllegalArgumentException(
        "%s: %s is %s; %s".formatted(where, name, shortened(value), why));
  }

  /** The error of settings that do not go together. */
  public IllegalArgumentException refused(String why) {
    return new IllegalArgumentException(where + ": " + why);
  }

  private JsonNode value(String name) {
    known.add(name);
    JsonNode value = json.get(name);
    return value == null ? MissingNode.getInstance() : value;
  }

  private static String shortened(Object value) {
    String text = value instanceof String word ? '"' + word + '"' : String.valueOf(value);
    return text.length() > 60 ? text.substring(0, 57) + "..." : text;
  }
}
