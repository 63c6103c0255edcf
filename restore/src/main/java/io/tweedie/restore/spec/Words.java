package io.tweedie.restore.spec;

import static java.util.stream.Collectors.joining;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * Records of plain values as words that stand for them, flat, whatever the records are made of: the
 * component {@code guidanceInterval} of a record within a record is the word {@code
 * guidance-interval}, as the option of the command line is. What is not said is null.
 *
 * <p>As text, words are {@code word=value} with spaces between, and a value with a space or a quote
 * stands in quotes: {@code task=sr:4 sigma=0.05 set.stepSize=0.5}. As JSON they are an object of
 * strings, numbers and booleans, with one object inside for {@code set}.
 */
final class Words {

  private static final JsonMapper JSON = new JsonMapper();
  private static final String NUMBER = "a number, such as 0.5";
  private static final String WHOLE = "a whole number";

  private Words() {}

  /** What is said, in the order of the components: strings, numbers, booleans and maps. */
  static Map<String, Object> of(Record spec) {
    Map<String, Object> words = new LinkedHashMap<>();
    for (RecordComponent component : spec.getClass().getRecordComponents()) {
      Object value = value(spec, component);
      if (value instanceof Record inner) {
        words.putAll(of(inner));
      } else if (value != null && !(value instanceof Map<?, ?> map && map.isEmpty())) {
        words.put(word(component), value);
      }
    }
    return words;
  }

  /** The words that a kind of record knows. */
  static List<String> known(Class<? extends Record> type) {
    return Arrays.stream(type.getRecordComponents())
        .flatMap(c -> isRecord(c) ? known(inner(c)).stream() : Stream.of(word(c)))
        .toList();
  }

  /**
   * Reads words.
   *
   * @param words strings, numbers, booleans and maps by name
   * @throws IllegalArgumentException for a word that is not known, naming it and those that are,
   *     and for a value that a word cannot have
   */
  static <R extends Record> R read(Class<R> type, Map<String, ?> words) {
    List<String> known = known(type);
    for (String word : words.keySet()) {
      if (!known.contains(word)) {
        throw new IllegalArgumentException(
            "'%s' is not known; there are %s".formatted(word, String.join(", ", known)));
      }
    }
    return made(type, words);
  }

  private static <R extends Record> R made(Class<R> type, Map<String, ?> words) {
    RecordComponent[] components = type.getRecordComponents();
    Object[] values = new Object[components.length];
    for (int i = 0; i < components.length; i++) {
      RecordComponent c = components[i];
      values[i] =
          isRecord(c) ? made(inner(c), words) : parsed(c.getType(), word(c), words.get(word(c)));
    }
    Class<?>[] types =
        Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new);
    try {
      return type.getDeclaredConstructor(types).newInstance(values);
    } catch (InvocationTargetException e) {
      if (e.getCause() instanceof IllegalArgumentException refused) {
        throw refused;
      }
      throw new IllegalStateException(e);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Object parsed(Class<?> type, String word, Object value) {
    if (value == null || type == Map.class) {
      return type == Map.class ? settings(word, value) : null;
    }
    if (value instanceof Map || value instanceof List) {
      throw refused(word, "one value", value);
    }
    String text = value.toString();
    try {
      if (type == Double.class) {
        return Double.valueOf(text);
      }
      if (type == Long.class) {
        return Long.valueOf(text);
      }
      if (type == Integer.class) {
        return Integer.valueOf(text);
      }
    } catch (NumberFormatException e) {
      throw refused(word, type == Double.class ? NUMBER : WHOLE, text);
    }
    if (type == Boolean.class) {
      if (!text.equals("true") && !text.equals("false")) {
        throw refused(word, "true or false", text);
      }
      return Boolean.valueOf(text);
    }
    return text;
  }

  private static Map<String, String> settings(String word, Object value) {
    if (value == null) {
      return Map.of();
    }
    if (!(value instanceof Map<?, ?> map)) {
      throw refused(word, "settings by name, such as %s.stepSize=0.5".formatted(word), value);
    }
    Map<String, String> settings = new LinkedHashMap<>();
    map.forEach((name, setting) -> settings.put(name.toString(), String.valueOf(setting)));
    return settings;
  }

  private static IllegalArgumentException refused(String word, String wanted, Object value) {
    return new IllegalArgumentException("%s is %s, not '%s'".formatted(word, wanted, value));
  }

  /** As JSON. */
  static String json(Record spec) {
    try {
      return JSON.writeValueAsString(of(spec));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  /**
   * Reads JSON.
   *
   * @throws IllegalArgumentException if it is none, or as {@link #read} does
   */
  static <R extends Record> R ofJson(Class<R> type, String json) {
    try {
      if (JSON.readValue(json, Object.class) instanceof Map<?, ?> object) {
        Map<String, Object> words = new LinkedHashMap<>();
        object.forEach((word, value) -> words.put(word.toString(), value));
        return read(type, words);
      }
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("no JSON: " + e.getOriginalMessage(), e);
    }
    throw new IllegalArgumentException("words are a JSON object, such as {\"task\": \"sr:4\"}");
  }

  /** As text. */
  static String text(Record spec) {
    List<String> pairs = new ArrayList<>();
    of(spec)
        .forEach(
            (word, value) -> {
              if (value instanceof Map<?, ?> settings) {
                settings.forEach((name, setting) -> pairs.add(pair(word + "." + name, setting)));
              } else {
                pairs.add(pair(word, value));
              }
            });
    return String.join(" ", pairs);
  }

  private static String pair(String word, Object value) {
    return quoted(word) + "=" + quoted(value.toString());
  }

  private static String quoted(String text) {
    boolean plain =
        !text.isEmpty() && text.chars().noneMatch(c -> isSpace(c) || "\"'\\=".indexOf(c) >= 0);
    return plain ? text : text.chars().mapToObj(Words::escaped).collect(joining("", "\"", "\""));
  }

  private static String escaped(int c) {
    return (c == '"' || c == '\\' ? "\\" : "") + (char) c;
  }

  private static boolean isSpace(int c) {
    return Character.isWhitespace(c) || Character.isSpaceChar(c);
  }

  /**
   * Reads text.
   *
   * @throws IllegalArgumentException if it is no words with values, or as {@link #read} does
   */
  static <R extends Record> R ofText(Class<R> type, String text) {
    Map<String, Object> words = new LinkedHashMap<>();
    new Reader(text)
        .each(
            pair -> {
              int dot = pair.get(0).indexOf('.');
              boolean inside = dot > 0 && isSettings(type, pair.get(0).substring(0, dot));
              Object before =
                  inside
                      ? settings(words, pair.get(0).substring(0, dot))
                          .put(pair.get(0).substring(dot + 1), pair.get(1))
                      : words.put(pair.get(0), pair.get(1));
              if (before != null) {
                throw new IllegalArgumentException("'%s' is said twice".formatted(pair.get(0)));
              }
            });
    return read(type, words);
  }

  @SuppressWarnings("unchecked")
  private static Map<String, Object> settings(Map<String, Object> words, String word) {
    return (Map<String, Object>) words.computeIfAbsent(word, w -> new LinkedHashMap<>());
  }

  private static boolean isSettings(Class<? extends Record> type, String word) {
    return Arrays.stream(type.getRecordComponents())
        .anyMatch(
            c ->
                isRecord(c)
                    ? isSettings(inner(c), word)
                    : c.getType() == Map.class && word(c).equals(word));
  }

  /** Reads {@code word=value} pairs. */
  private static final class Reader {

    private final String text;
    private int at;

    Reader(String text) {
      this.text = text;
    }

    void each(Consumer<List<String>> pairs) {
      skipSpace();
      while (at < text.length()) {
        String word = part(true);
        if (at == text.length() || text.charAt(at) != '=') {
          throw new IllegalArgumentException(
              "'%s' has no value; words are written as task=sr:4 sigma=0.05".formatted(word));
        }
        at++;
        pairs.accept(List.of(word, part(false)));
        skipSpace();
      }
    }

    private void skipSpace() {
      while (at < text.length() && isSpace(text.charAt(at))) {
        at++;
      }
    }

    private String part(boolean word) {
      StringBuilder part = new StringBuilder();
      if (at < text.length() && text.charAt(at) == '"') {
        at++;
        while (at < text.length() && text.charAt(at) != '"') {
          at += text.charAt(at) == '\\' && at + 1 < text.length() ? 1 : 0;
          part.append(text.charAt(at++));
        }
        if (at == text.length()) {
          throw new IllegalArgumentException("a quote is not closed after '%s'".formatted(part));
        }
        at++;
        return part.toString();
      }
      while (at < text.length() && !isSpace(text.charAt(at)) && !(word && text.charAt(at) == '=')) {
        part.append(text.charAt(at++));
      }
      return part.toString();
    }
  }

  private static Object value(Record spec, RecordComponent component) {
    try {
      return component.getAccessor().invoke(spec);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }

  private static boolean isRecord(RecordComponent component) {
    return component.getType().isRecord();
  }

  private static Class<? extends Record> inner(RecordComponent component) {
    return component.getType().asSubclass(Record.class);
  }

  /** The word of a component; Java keeps some, such as class, for itself. */
  private static String word(RecordComponent component) {
    Word own = component.getAccessor().getAnnotation(Word.class);
    return own != null
        ? own.value()
        : component.getName().replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT);
  }
}
