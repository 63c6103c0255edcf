package io.tweedie.core.task;

import static java.util.Comparator.comparingInt;
import static java.util.stream.Collectors.joining;

import io.tweedie.core.operator.Boundary;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads the names of tasks, {@link Task#parse}: what the {@link TaskProvider}s know to be one. */
final class TaskNames {

  /** What is quoted holds any character; a quote within is written twice, as in CSV. */
  private static final Pattern QUOTED = Pattern.compile("\"((?:[^\"]|\"\")*)\"");

  /** Names hold commas themselves, but of words only boundaries and colours come after those. */
  private static final Pattern BETWEEN_NAMES =
      Pattern.compile(
          ",(?=\\p{Alpha})(?!(?:" + Boundary.names("|") + "|" + BuiltInTasks.FILLS + ")(?:,|$))");

  /** What people call tasks elsewhere, and how they are called here. */
  private static final Map<String, String> ELSEWHERE =
      Map.ofEntries(
          Map.entry("upscale", "sr:4"),
          Map.entry("upsample", "sr:4"),
          Map.entry("upres", "sr:4"),
          Map.entry("superres", "sr:4"),
          Map.entry("super-resolution", "sr:4"),
          Map.entry("superresolution", "sr:4"),
          Map.entry("enlarge", "sr:4"),
          Map.entry("resize", "sr:4"),
          Map.entry("blur", "deblur-gaussian:61,3.0"),
          Map.entry("deblur", "deblur-gaussian:61,3.0"),
          Map.entry("sharpen", "deblur-gaussian:61,3.0"),
          Map.entry("motion", "deblur-motion:61,0.5"),
          Map.entry("noise", "denoise"),
          Map.entry("denoising", "denoise"),
          Map.entry("mask", "inpaint-mask:mask.png"),
          Map.entry("inpaint", "inpaint-mask:mask.png"),
          Map.entry("inpainting", "inpaint-mask:mask.png"),
          Map.entry("fill", "inpaint-mask:mask.png"),
          Map.entry("outpaint", "uncrop:0.5"),
          Map.entry("color", "colorize"),
          Map.entry("colour", "colorize"),
          Map.entry("colourize", "colorize"),
          Map.entry("colourise", "colorize"),
          Map.entry("colorise", "colorize"),
          Map.entry("jpg", "jpeg:10"),
          Map.entry("dejpeg", "jpeg:10"),
          Map.entry("deblock", "jpeg:10"));

  private TaskNames() {}

  static List<Task> parseAll(String names) {
    // Quoted letters part nothing: they count as so many letters of a name.
    String opaque = QUOTED.matcher(names).replaceAll(quoted -> "q".repeat(quoted.group().length()));
    if (opaque.contains("\"")) {
      throw new IllegalArgumentException("the tasks %s lack a closing quote".formatted(names));
    }
    List<Task> tasks = new ArrayList<>();
    int start = 0;
    for (MatchResult comma : BETWEEN_NAMES.matcher(opaque).results().toList()) {
      tasks.add(next(names.substring(start, comma.start()), tasks));
      start = comma.end();
    }
    tasks.add(next(names.substring(start), tasks));
    return List.copyOf(tasks);
  }

  private static Task next(String listed, List<Task> before) {
    String name =
        QUOTED
            .matcher(listed)
            .replaceAll(m -> Matcher.quoteReplacement(m.group(1).replace("\"\"", "\"")));
    try {
      return parse(name);
    } catch (IllegalArgumentException e) {
      if (before.isEmpty() || before.get(before.size() - 1).namedFile().isEmpty()) {
        throw e;
      }
      String cut = before.get(before.size() - 1).name() + "," + name;
      throw new IllegalArgumentException(
          "if a comma belongs to a file's name, quote it: \"%s\"; otherwise %s"
              .formatted(cut, e.getMessage()),
          e);
    }
  }

  static Task parse(String name) {
    for (TaskForm form : forms()) {
      Matcher matcher = form.pattern().matcher(name);
      if (matcher.matches()) {
        return read(form, matcher);
      }
    }
    throw new IllegalArgumentException(
        "task '%s' is not known; did you mean %s? The tasks, by example: %s"
            .formatted(name, nearest(name), known()));
  }

  private static Task read(TaskForm form, Matcher matcher) {
    try {
      return form.reader().apply(matcher);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "task '%s', as in %s: %s. The tasks, by example: %s"
              .formatted(matcher.group(), form.example(), e.getMessage(), known()),
          e);
    }
  }

  /** The project's own come first, so that no jar changes what they mean. */
  private static List<TaskForm> forms() {
    return TaskProvider.ALL.all().stream().flatMap(kind -> kind.forms().stream()).toList();
  }

  private static String known() {
    return forms().stream().map(TaskForm::example).collect(joining(", "));
  }

  /** The kind of task counts before its parameters, which may differ from any example. */
  private static String nearest(String name) {
    String meant = ELSEWHERE.get(kind(name).toLowerCase(Locale.ROOT));
    if (meant != null) {
      return meant;
    }
    return forms().stream()
        .map(TaskForm::example)
        .min(
            comparingInt((String example) -> distance(kind(example), kind(name)))
                .thenComparingInt(example -> distance(example, name)))
        .orElseThrow();
  }

  private static String kind(String name) {
    int colon = name.indexOf(':');
    return colon < 0 ? name : name.substring(0, colon);
  }

  /** The number of letters to insert, delete or replace (Levenshtein, 1966). */
  private static int distance(String from, String to) {
    int[] row = new int[to.length() + 1];
    for (int j = 0; j <= to.length(); j++) {
      row[j] = j;
    }
    for (int i = 1; i <= from.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j <= to.length(); j++) {
        int replaced = diagonal + (from.charAt(i - 1) == to.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(replaced, Math.min(row[j], row[j - 1]) + 1);
      }
    }
    return row[to.length()];
  }
}
