package io.tweedie.eval.grid;

import static org.bytedeco.pytorch.global.torch.get_num_threads;

import io.tweedie.eval.report.Page;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * Where an evaluation comes from, for the head of its report.
 *
 * @param model name of the prior, for people
 * @param modelHash changes whenever the prior's weights or precision do; cells measured under
 *     another one are measured again
 * @param machine what it runs on
 * @param command how it was started
 */
public record RunInfo(String model, String modelHash, String machine, String command) {

  /** An evaluation on this machine. */
  public static RunInfo here(String model, String modelHash, String command) {
    return new RunInfo(model, modelHash, thisMachine(), command);
  }

  /** The same as lines of a page's head. */
  public List<Page.Fact> facts() {
    return List.of(
        new Page.Fact("Command", command),
        new Page.Fact("Weights, precision, layout", modelHash),
        new Page.Fact("Machine", machine));
  }

  /** What the seconds of a run depend on, besides what is run. */
  String conditions() {
    return String.format(Locale.ROOT, "%s, threads: %d", machine, get_num_threads());
  }

  private static String thisMachine() {
    return String.format(
        Locale.ROOT,
        "%s, %d cores, %s %s, Java %s",
        processor(),
        Runtime.getRuntime().availableProcessors(),
        System.getProperty("os.name"),
        System.getProperty("os.arch"),
        System.getProperty("java.version"));
  }

  /** Linux names the processor in a file; elsewhere nothing portable does. */
  private static String processor() {
    try (Stream<String> lines = Files.lines(Path.of("/proc/cpuinfo"))) {
      return lines
          .filter(line -> line.startsWith("model name"))
          .map(line -> line.substring(line.indexOf(':') + 1).trim())
          .findFirst()
          .orElse("processor");
    } catch (IOException e) {
      return "processor";
    }
  }
}
