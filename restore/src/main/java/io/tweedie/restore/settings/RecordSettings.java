package io.tweedie.restore.settings;

import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.tweedie.core.sampling.Clip;
import io.tweedie.core.sampling.Plan;
import io.tweedie.core.sampling.Start;
import io.tweedie.core.schedule.Spacing;
import io.tweedie.core.solver.Solver;
import java.lang.reflect.Constructor;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** Settings that are records: read for a run's description, changed by the name of a component. */
public final class RecordSettings {

  private static final JsonMapper VALUES =
      JsonMapper.builder().enable(MapperFeature.ACCEPT_CASE_INSENSITIVE_ENUMS).build();

  private RecordSettings() {}

  /** The same with the constants' names in lower case. */
  public static Map<String, Integer> names(Map<? extends Enum<?>, Integer> counts) {
    Map<String, Integer> named = new LinkedHashMap<>();
    counts.forEach((constant, count) -> named.put(constant.name().toLowerCase(Locale.ROOT), count));
    return named;
  }

  /** The kind of a record and its components, for JSON; other values as they are. */
  public static Object describe(Object value) {
    if (value instanceof Enum<?> constant) {
      return constant.name().toLowerCase(Locale.ROOT);
    }
    if (value instanceof Spacing || value instanceof Start || value instanceof Clip) {
      return value.toString();
    }
    if (!(value instanceof Record settings)) {
      return value;
    }
    Map<String, Object> description = new LinkedHashMap<>();
    description.put("kind", settings.getClass().getSimpleName());
    for (RecordComponent component : settings.getClass().getRecordComponents()) {
      description.put(component.getName(), describe(read(settings, component)));
    }
    return description;
  }

  /**
   * The components of a record in one line, for people: {@code stepSize 0.5, noisedAt current}.
   *
   * @param without components of this type are left out
   */
  public static String text(Record settings, Class<?> without) {
    return Arrays.stream(settings.getClass().getRecordComponents())
        .filter(component -> component.getType() != without)
        .map(component -> component.getName() + " " + word(read(settings, component)))
        .collect(Collectors.joining(", "));
  }

  private static String word(Object value) {
    if (!(describe(value) instanceof Map<?, ?>) || !(value instanceof Record settings)) {
      return describe(value).toString();
    }
    String kind = settings.getClass().getSimpleName();
    String inside = text(settings, Void.class);
    return inside.isEmpty() ? kind : "%s (%s)".formatted(kind, inside);
  }

  /**
   * A record with other values.
   *
   * @param changes by name of component, as text
   * @param others names of what may be set besides and is changed elsewhere, to be told with those
   *     of the record to somebody who names neither
   * @throws IllegalArgumentException if there is no such component or the text is no value of it
   */
  public static <R extends Record> R withText(
      R settings, Map<String, String> changes, Set<String> others) {
    Set<String> names =
        Arrays.stream(settings.getClass().getRecordComponents())
            .filter(component -> !component.getType().isInterface())
            .filter(component -> !component.getType().isRecord())
            .map(RecordComponent::getName)
            .collect(Collectors.toCollection(LinkedHashSet::new));
    Map<String, Object> values = new LinkedHashMap<>();
    changes.forEach(
        (name, text) -> {
          if (!names.contains(name)) {
            throw new IllegalArgumentException(
                "there is no setting '%s'; %s".formatted(name, offered(names, others)));
          }
          values.put(name, parse(type(settings, name), name, text));
        });
    return with(settings, values);
  }

  private static String offered(Set<String> names, Set<String> others) {
    Set<String> all = new LinkedHashSet<>(names);
    all.addAll(others);
    return all.isEmpty() ? "it has none" : "it has " + String.join(", ", all);
  }

  /** A solver that has another plan for its own. */
  static Solver withPlan(Solver solver, Plan plan) {
    Record settings = (Record) solver;
    Map<String, Object> changes = new LinkedHashMap<>();
    for (RecordComponent component : settings.getClass().getRecordComponents()) {
      if (component.getType() == Plan.class) {
        changes.put(component.getName(), plan);
      }
    }
    return (Solver) with(settings, changes);
  }

  private static Object parse(Class<?> type, String name, String text) {
    // Which would be 0.
    boolean nothing = text.isBlank() && type != String.class;
    try {
      if (!nothing) {
        return VALUES.convertValue(text, type);
      }
    } catch (IllegalArgumentException e) {
      // Told below: what the parser says of it speaks of types.
    }
    throw new IllegalArgumentException(
        "setting %s takes %s, not '%s'".formatted(name, accepted(type), text));
  }

  private static String accepted(Class<?> type) {
    if (type.isEnum()) {
      return Arrays.stream(type.getEnumConstants())
          .map(constant -> ((Enum<?>) constant).name().toLowerCase(Locale.ROOT))
          .collect(Collectors.joining(", ", "one of ", ""));
    }
    if (type == boolean.class) {
      return "true or false";
    }
    return type == int.class || type == long.class ? "a whole number" : "a number";
  }

  private static Class<?> type(Record settings, String name) {
    return Arrays.stream(settings.getClass().getRecordComponents())
        .filter(component -> component.getName().equals(name))
        .findFirst()
        .orElseThrow()
        .getType();
  }

  /** A record with other values, by name of component. */
  @SuppressWarnings("unchecked")
  private static <R extends Record> R with(R settings, Map<String, Object> changes) {
    RecordComponent[] components = settings.getClass().getRecordComponents();
    Class<?>[] types =
        Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new);
    Object[] values =
        Arrays.stream(components)
            .map(c -> changes.getOrDefault(c.getName(), read(settings, c)))
            .toArray();
    try {
      Constructor<?> constructor = settings.getClass().getDeclaredConstructor(types);
      constructor.setAccessible(true);
      return (R) constructor.newInstance(values);
    } catch (ReflectiveOperationException e) {
      if (e.getCause() instanceof IllegalArgumentException refused) {
        throw refused;
      }
      throw new IllegalStateException(e);
    }
  }

  private static Object read(Record settings, RecordComponent component) {
    try {
      // The settings of a user's own method need not be public.
      component.getAccessor().setAccessible(true);
      return component.getAccessor().invoke(settings);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }
}
