package io.tweedie.models.architecture;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.exc.StreamReadException;
import com.fasterxml.jackson.core.io.JsonEOFException;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.exc.InvalidFormatException;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import com.fasterxml.jackson.databind.exc.ValueInstantiationException;
import java.util.Arrays;
import java.util.Collection;
import java.util.Locale;
import java.util.stream.Collectors;

/** What is wrong in a file of JSON or YAML, in the words of the file. */
public final class JsonMistake {

  private JsonMistake() {}

  /** One line: where it is, as in {@code sections[0].tasks}, what it is, and what would do. */
  public static String of(JsonProcessingException e) {
    if (e instanceof UnrecognizedPropertyException unknown) {
      return "%s is not known; here %s are".formatted(place(unknown), known(unknown));
    }
    if (!(e instanceof JsonMappingException wrong)) {
      return malformed(e);
    }
    if (wrong.getCause() instanceof StreamReadException unreadable) {
      return malformed(unreadable);
    }
    String place = place(wrong);
    return (place.isEmpty() ? "" : place + ": ") + reason(wrong);
  }

  /** Where the parser gave up, and why. */
  private static String malformed(JsonProcessingException e) {
    JsonLocation place = e.getLocation();
    String where =
        place == null
            ? ""
            : " at line %d, column %d".formatted(place.getLineNr(), place.getColumnNr());
    return "malformed%s: %s".formatted(where, problem(e));
  }

  /** Of YAML the last line that is no excerpt; of JSON not what the parser would rather have. */
  private static String problem(JsonProcessingException e) {
    if (e instanceof JsonEOFException) {
      return "it ends too early";
    }
    return String.valueOf(e.getOriginalMessage())
        .lines()
        .filter(line -> !line.isBlank() && !Character.isWhitespace(line.charAt(0)))
        .reduce((first, last) -> last)
        .orElse("damaged")
        .split(": (was expecting|expected) ", 2)[0];
  }

  /** The names that would do in place of one that does not. */
  static String known(UnrecognizedPropertyException e) {
    return e.getKnownPropertyIds().stream()
        .map(String::valueOf)
        .sorted()
        .collect(Collectors.joining(", "));
  }

  private static String reason(JsonMappingException e) {
    if (e instanceof ValueInstantiationException refused && refused.getCause() != null) {
      return refused.getCause().getMessage();
    }
    if (e instanceof InvalidFormatException value) {
      return "'%s' does not do; expected %s".formatted(value.getValue(), kind(value));
    }
    if (e instanceof MismatchedInputException other && other.getTargetType() != null) {
      return "expected " + kind(other);
    }
    return firstLine(e.getOriginalMessage());
  }

  private static String kind(MismatchedInputException e) {
    Class<?> type = e.getTargetType();
    if (type.isEnum()) {
      return Arrays.stream(type.getEnumConstants())
          .map(value -> value.toString().toLowerCase(Locale.ROOT))
          .collect(Collectors.joining(", ", "one of ", ""));
    }
    if (type == boolean.class || type == Boolean.class) {
      return "true or false";
    }
    if (type == int.class || type == long.class || type == Integer.class || type == Long.class) {
      return "a whole number";
    }
    if (type.isPrimitive() || Number.class.isAssignableFrom(type)) {
      return "a number";
    }
    if (type.isArray() || Collection.class.isAssignableFrom(type)) {
      return "a list";
    }
    return type == String.class ? "a text" : "names with values";
  }

  private static String firstLine(String message) {
    return String.valueOf(message).lines().findFirst().orElse("damaged");
  }

  private static String place(JsonMappingException e) {
    StringBuilder place = new StringBuilder();
    for (JsonMappingException.Reference step : e.getPath()) {
      if (step.getFieldName() == null) {
        place.append('[').append(step.getIndex()).append(']');
      } else {
        place.append(place.isEmpty() ? "" : ".").append(step.getFieldName());
      }
    }
    return place.toString();
  }
}
