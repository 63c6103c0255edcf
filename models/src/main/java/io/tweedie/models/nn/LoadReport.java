package io.tweedie.models.nn;

import io.tweedie.models.checkpoint.TensorInfo;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * How a checkpoint fits a network.
 *
 * @param file the checkpoint
 * @param loaded names of parameters that have their value from it now
 * @param missing names of parameters that it lacks
 * @param unexpected names of its tensors that the network lacks
 * @param misfits tensors of the right name that cannot be the parameter's value
 * @param unread names of its tensors that cannot be read, and why; a parameter of such a name is
 *     missing
 */
public record LoadReport(
    Path file,
    List<String> loaded,
    List<String> missing,
    List<String> unexpected,
    List<Misfit> misfits,
    Map<String, String> unread) {

  private static final int LISTED = 8;
  private static final int MOST_CANDIDATES = 32;

  /** Copies the lists and the map. */
  public LoadReport {
    loaded = List.copyOf(loaded);
    missing = List.copyOf(missing);
    unexpected = List.copyOf(unexpected);
    misfits = List.copyOf(misfits);
    unread = Collections.unmodifiableMap(new LinkedHashMap<>(unread));
  }

  /**
   * A tensor whose shape is not the parameter's, or whose elements are not floating point numbers.
   *
   * @param name of both
   * @param expected shape of the parameter
   * @param found what the checkpoint has
   */
  public record Misfit(String name, List<Long> expected, TensorInfo found) {

    @Override
    public String toString() {
      return "%s (expected %s, found %s %s)"
          .formatted(name, expected, found.dtype(), found.shape());
    }
  }

  /** Whether network and checkpoint have the same parameters, name by name and shape by shape. */
  public boolean isComplete() {
    return missing.isEmpty() && unexpected.isEmpty() && misfits.isEmpty() && unread.isEmpty();
  }

  /**
   * The same report for a network that does not care about a part of the checkpoint.
   *
   * @param prefix with which the names of that part begin
   */
  public LoadReport ignoring(String prefix) {
    Map<String, String> rest = new LinkedHashMap<>(unread);
    rest.keySet().removeIf(name -> name.startsWith(prefix));
    return new LoadReport(
        file,
        loaded,
        missing,
        unexpected.stream().filter(name -> !name.startsWith(prefix)).toList(),
        misfits,
        rest);
  }

  /**
   * What stands before the names of most missing parameters in the checkpoint, without the dot
   * behind it: {@code module}, say, where the network has {@code conv.weight} and the checkpoint
   * {@code module.conv.weight}. Empty where that explains nothing.
   */
  public Optional<String> prefix() {
    Set<String> names = new HashSet<>(unexpected);
    names.addAll(unread.keySet());
    for (String candidate : candidates(names)) {
      long found = missing.stream().filter(name -> names.contains(candidate + "." + name)).count();
      if (2 * found > missing.size()) {
        return Optional.of(candidate);
      }
    }
    return Optional.empty();
  }

  private List<String> candidates(Set<String> names) {
    Set<String> candidates = new LinkedHashSet<>();
    for (String parameter : missing.stream().limit(LISTED).toList()) {
      for (String name : names) {
        if (name.endsWith("." + parameter)) {
          candidates.add(name.substring(0, name.length() - parameter.length() - 1));
        }
      }
    }
    List<String> shortestFirst = new ArrayList<>(candidates);
    shortestFirst.sort(
        Comparator.comparingInt(String::length).thenComparing(Comparator.naturalOrder()));
    return shortestFirst.subList(0, Math.min(shortestFirst.size(), MOST_CANDIDATES));
  }

  /**
   * Insists on {@link #isComplete()}.
   *
   * @throws IllegalArgumentException with what is wrong otherwise
   */
  public void requireComplete() {
    if (!isComplete()) {
      String advice = "\nThe checkpoint is of another architecture than the configuration.";
      throw new IllegalArgumentException(prefix().isPresent() ? toString() : this + advice);
    }
  }

  /** What is wrong if it is not {@link #isComplete()}, with the first case of each kind. */
  public String inOneLine() {
    List<String> parts = new ArrayList<>();
    addFirst(parts, "missing", missing);
    addFirst(parts, "unexpected", unexpected);
    addFirst(parts, "of another shape or type", misfits);
    addFirst(parts, "that cannot be read", List.copyOf(unread.keySet()));
    return "%s is not of this configuration: %s".formatted(file, String.join("; ", parts));
  }

  private static void addFirst(List<String> parts, String what, List<?> items) {
    if (!items.isEmpty()) {
      String first = items.size() > 1 ? "the first " + items.get(0) : String.valueOf(items.get(0));
      parts.add("%d %s, %s".formatted(items.size(), what, first));
    }
  }

  @Override
  public String toString() {
    int parameters = loaded.size() + missing.size() + misfits.size();
    return "%s: %d of %d parameters loaded".formatted(file, loaded.size(), parameters)
        + line("missing", missing)
        + line("unexpected", unexpected)
        + line("of another shape or type", misfits)
        + line(
            "that cannot be read",
            unread.entrySet().stream().map(e -> e.getKey() + " (" + e.getValue() + ")").toList())
        + prefix().map(LoadReport::hint).orElse("");
  }

  private static String hint(String prefix) {
    return ("%n  its names begin with '%s.': strip that with 'tweedie models convert --prefix %s',"
            + " or with \"prefix\": \"%s\" in model.json")
        .formatted(prefix, prefix, prefix);
  }

  private static String line(String what, List<?> items) {
    if (items.isEmpty()) {
      return "";
    }
    String listed = String.join(", ", items.stream().limit(LISTED).map(Object::toString).toList());
    String rest = items.size() > LISTED ? ", and %d more".formatted(items.size() - LISTED) : "";
    return "%n  %d %s: %s%s".formatted(items.size(), what, listed, rest);
  }
}
