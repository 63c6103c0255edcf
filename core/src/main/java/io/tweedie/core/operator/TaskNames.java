package io.tweedie.core.operator;

import static java.util.Comparator.comparingInt;
import static java.util.stream.Collectors.joining;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The grammar of {@link Task#parse}: one row for each way to write a task. */
final class TaskNames {

  /**
   * One way to write a task.
   *
   * @param example a name written this way
   * @param pattern all names written this way
   * @param reader makes the task from the groups of the pattern
   */
  private record Form(String example, Pattern pattern, Function<Matcher, Task> reader) {

    Form(String example, String pattern, Function<Matcher, Task> reader) {
      this(example, Pattern.compile(pattern), reader);
    }
  }

  private static final String COUNT = "(\\d{1,9})";
  private static final String NUMBER = "(\\d*\\.?\\d+(?:[eE]-?\\d+)?)";
  private static final String BOUNDARY = "(?:,(\\w+))?";
  private static final String FILLS = "black|white";
  private static final String BOX = "inpaint-box:" + COUNT + "(?:x" + COUNT + ")?";

  private static final List<Form> FORMS =
      List.of(
          new Form("sr:4", "sr:" + COUNT, m -> new Task.SuperResolve(count(m, 1))),
          new Form(
              "sr-bicubic:4",
              "sr-bicubic:" + COUNT,
              m -> new Task.SuperResolveBicubic(count(m, 1))),
          new Form(
              "inpaint-random:0.8",
              "inpaint-random:" + NUMBER,
              m -> new InpaintingTask.RandomPixels(number(m, 1))),
          new Form(
              "inpaint-box:128",
              BOX,
              m -> new InpaintingTask.CentredBox(boxHeight(m), boxWidth(m))),
          new Form(
              "inpaint-box:64x96@8,16",
              BOX + "@" + COUNT + "," + COUNT,
              m -> new InpaintingTask.BoxAt(boxHeight(m), boxWidth(m), count(m, 3), count(m, 4))),
          new Form(
              "inpaint-box:128@random",
              BOX + "@random",
              m -> new InpaintingTask.RandomBox(boxHeight(m), boxWidth(m))),
          new Form(
              "inpaint-mask:mask.png",
              "inpaint-mask:(.+?)(?:,(" + FILLS + "))?",
              m -> new InpaintingTask.Mask(m.group(1), fill(m, 2))),
          new Form(
              "inpaint-freeform:0.15",
              "inpaint-freeform:" + NUMBER + "(?:-" + NUMBER + ")?",
              m ->
                  new InpaintingTask.FreeForm(number(m, 1), number(m, m.group(2) == null ? 1 : 2))),
          new Form("uncrop:0.5", "uncrop:" + NUMBER, m -> new InpaintingTask.Uncrop(number(m, 1))),
          new Form(
              "deblur-gaussian:61,3.0",
              "deblur-gaussian:" + COUNT + "," + NUMBER + BOUNDARY,
              m -> new DeblurTask.Gaussian(count(m, 1), number(m, 2), boundary(m, 3))),
          new Form(
              "deblur-motion:61,0.5",
              "deblur-motion:" + COUNT + "," + NUMBER + BOUNDARY,
              m -> new DeblurTask.Motion(count(m, 1), number(m, 2), boundary(m, 3))),
          new Form(
              "deblur-kernel:kernel.csv",
              "deblur-kernel:(.+?)(?:,(" + Boundary.names("|") + "))?",
              m -> new DeblurTask.KnownKernel(m.group(1), boundary(m, 2))),
          new Form("deblur-nonlinear", "deblur-nonlinear", m -> new NonlinearTask.CameraBlur()),
          new Form(
              "deblur-nonlinear:GOPRO_wVAE.pth",
              "deblur-nonlinear:(.+)",
              m -> new NonlinearTask.EncodedBlur(m.group(1))),
          new Form(
              "phase-retrieval:2",
              "phase-retrieval:" + NUMBER,
              m -> new NonlinearTask.Phases(number(m, 1))),
          new Form(
              "jpeg:10",
              "jpeg:" + COUNT + "(?:,(4:\\d:\\d))?",
              m -> new NonlinearTask.JpegRepair(count(m, 1), chroma(m, 2))),
          new Form("denoise", "denoise", m -> new Task.Denoise()),
          new Form("colorize", "colorize", m -> new Task.Colorize()));

  /** What is quoted holds any character; a quote within is written twice, as in CSV. */
  private static final Pattern QUOTED = Pattern.compile("\"((?:[^\"]|\"\")*)\"");

  /** Names hold commas themselves, but of words only boundaries and colours come after those. */
  private static final Pattern BETWEEN_NAMES =
      Pattern.compile(",(?=\\p{Alpha})(?!(?:" + Boundary.names("|") + "|" + FILLS + ")(?:,|$))");

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
    for (Form form : FORMS) {
      Matcher matcher = form.pattern().matcher(name);
      if (matcher.matches()) {
        return read(form, matcher);
      }
    }
    throw new IllegalArgumentException(
        "task '%s' is not known; did you mean %s? The tasks, by example: %s"
            .formatted(name, nearest(name), known()));
  }

  private static Task read(Form form, Matcher matcher) {
    try {
      return form.reader().apply(matcher);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "task '%s', as in %s: %s. The tasks, by example: %s"
              .formatted(matcher.group(), form.example(), e.getMessage(), known()),
          e);
    }
  }

  private static int count(Matcher matcher, int group) {
    return Integer.parseInt(matcher.group(group));
  }

  private static double number(Matcher matcher, int group) {
    return Double.parseDouble(matcher.group(group));
  }

  /** Black, unless another colour is named. */
  private static InpaintingTask.Fill fill(Matcher matcher, int group) {
    String name = matcher.group(group);
    return name == null ? InpaintingTask.Fill.BLACK : InpaintingTask.Fill.parse(name);
  }

  /** Reflect, as DPS blurs, unless another is named. */
  private static Boundary boundary(Matcher matcher, int group) {
    String name = matcher.group(group);
    return name == null ? Boundary.REFLECT : Boundary.parse(name);
  }

  /** 4:2:0, as most files have it, unless another is named. */
  private static Jpeg.Chroma chroma(Matcher matcher, int group) {
    String notation = matcher.group(group);
    return notation == null ? Jpeg.Chroma.HALVED : Jpeg.Chroma.parse(notation);
  }

  private static int boxHeight(Matcher box) {
    return count(box, 1);
  }

  private static int boxWidth(Matcher box) {
    return box.group(2) == null ? count(box, 1) : count(box, 2);
  }

  private static String known() {
    return FORMS.stream().map(Form::example).collect(joining(", "));
  }

  /** The kind of task counts before its parameters, which may differ from any example. */
  private static String nearest(String name) {
    String meant = ELSEWHERE.get(kind(name).toLowerCase(Locale.ROOT));
    if (meant != null) {
      return meant;
    }
    return FORMS.stream()
        .map(Form::example)
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
