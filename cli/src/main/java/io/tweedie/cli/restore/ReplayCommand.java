package io.tweedie.cli.restore;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tweedie.cli.Tweedie;
import io.tweedie.cli.restore.RepeatedFile.Outcome;
import io.tweedie.cli.terminal.CommonOptions;
import io.tweedie.cli.terminal.Scratch;
import io.tweedie.core.file.TextFile;
import io.tweedie.core.tensor.Precision;
import io.tweedie.models.architecture.JsonMistake;
import io.tweedie.models.checkpoint.Sha256;
import io.tweedie.restore.record.Processor;
import io.tweedie.restore.record.RunRecord;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** {@code tweedie replay}: repeats a run and compares. */
@Command(
    name = "replay",
    description = {
      "Repeats the run that a run.json tells of, and says whether its files come out the same.",
      "",
      "Files are found where they were: run it in the same folder. Results are the same bit for bit"
          + " on the same kind of processor with the same build. Random numbers are so everywhere,"
          + " but another kind of processor rounds differently: there the pictures are compared with"
          + " those beside the record, and are the same within rounding from a PSNR of 50 dB. Exits"
          + " with 1 if they differ."
    },
    footer = {"", "  tweedie replay out/run.json"})
public final class ReplayCommand implements Callable<Integer> {

  private static final List<String> REPEATABLE = List.of("restore", "sample", "generate");
  private static final String PRECISION = "/model/precision";
  private static final String THREADS = "/machine/threads";

  @ParentCommand private Tweedie tweedie;
  @Mixin private CommonOptions common;

  @Parameters(paramLabel = "RUN.json", description = "The record of the run.")
  private Path file;

  @Override
  public Integer call() throws Exception {
    JsonNode run = read(file);
    requireSameInputs(run.path("inputs"));
    try (Scratch folder = Scratch.create()) {
      repeat(run, folder.path());
      return compare(run, folder.path());
    }
  }

  private static JsonNode read(Path file) throws IOException {
    JsonNode run;
    try {
      run = new ObjectMapper().readTree(TextFile.read(file));
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(
          "%s is no record of a run: %s".formatted(file, JsonMistake.of(e)), e);
    }
    if (!REPEATABLE.contains(run.path("command").path(0).asText())) {
      throw new IllegalArgumentException(
          file + " is no record of a run of " + String.join(" or ", REPEATABLE));
    }
    for (String needed : List.of(PRECISION, THREADS)) {
      if (!run.at(needed).isValueNode() || run.at(needed).isNull()) {
        throw new IllegalArgumentException(
            "%s is no whole record of a run: it does not tell %s"
                .formatted(file, needed.substring(1).replace("/", ": ")));
      }
    }
    return run;
  }

  private static void requireSameInputs(JsonNode inputs) throws IOException {
    for (Map.Entry<String, JsonNode> input : inputs.properties()) {
      Path path = Path.of(input.getKey());
      if (!Files.exists(path)) {
        throw new IllegalArgumentException("the run's input " + path + " is not there any more");
      }
      if (!Sha256.of(path).equals(input.getValue().asText())) {
        throw new IllegalArgumentException("the run's input " + path + " has changed since");
      }
    }
  }

  private void repeat(JsonNode run, Path folder) {
    List<String> arguments = new ArrayList<>();
    run.path("command").forEach(argument -> arguments.add(argument.asText()));
    // The last of repeated options counts. What was chosen for the machine is now chosen here.
    arguments.addAll(List.of("--out", folder.toString()));
    String precision = run.at(PRECISION).asText();
    noteImitation(precision);
    arguments.addAll(List.of("--precision", precision));
    arguments.addAll(List.of("--threads", run.at(THREADS).asText()));
    StringWriter complaints = new StringWriter();
    CommandLine repeated =
        Tweedie.commandLine(tweedie.interruption())
            .setOut(new PrintWriter(new StringWriter()))
            .setErr(new PrintWriter(complaints));
    if (repeated.execute(arguments.toArray(String[]::new)) != ExitCode.OK) {
      throw new IllegalStateException(
          "the run failed this time: " + complaints.toString().replaceFirst("^tweedie: ", ""));
    }
  }

  /** A record that promises seconds may ask for minutes here. */
  private void noteImitation(String precision) {
    if (!Processor.precisions().contains(Precision.parse(precision))) {
      common.note(
          "the run was computed in %s, for which this processor has no instructions: it imitates them, which may take forty times as long"
              .formatted(precision));
    }
  }

  private int compare(JsonNode then, Path folder) throws IOException {
    JsonNode now = read(folder.resolve(RunRecord.FILE));
    boolean sameProcessor = Processor.sameKind(then.path("machine"), now.path("machine"));
    List<RepeatedFile> files = new ArrayList<>();
    for (Map.Entry<String, JsonNode> output : then.path("outputs").properties()) {
      Path original = file.resolveSibling(output.getKey());
      Path repeated = folder.resolve(output.getKey());
      files.add(RepeatedFile.of(original, output.getValue().asText(), repeated, sameProcessor));
    }
    List<String> lines = new ArrayList<>(files.stream().map(RepeatedFile::line).toList());
    if (!then.path("model").path("sha256").equals(now.path("model").path("sha256"))) {
      lines.add("the model's weights have changed since");
    }
    for (String circumstance : List.of("versions", "machine")) {
      if (!then.path(circumstance).equals(now.path(circumstance))) {
        lines.add(
            "then it ran on %s, now on %s"
                .formatted(then.get(circumstance), now.get(circumstance)));
      }
    }
    boolean same = files.stream().allMatch(f -> f.outcome() == Outcome.SAME);
    boolean rounded = !same && withinRounding(files);
    common.result(json(files, same, rounded), lines);
    return same || rounded ? ExitCode.OK : ExitCode.SOFTWARE;
  }

  /** What cannot be compared has no say, unless nothing can. */
  private static boolean withinRounding(List<RepeatedFile> files) {
    return files.stream().noneMatch(f -> f.outcome() == Outcome.DIFFERENT)
        && files.stream().anyMatch(f -> f.outcome() == Outcome.ROUNDED);
  }

  private static Map<String, Object> json(
      List<RepeatedFile> files, boolean same, boolean withinRounding) {
    Map<String, Object> equal = new LinkedHashMap<>();
    Map<String, Object> psnr = new LinkedHashMap<>();
    for (RepeatedFile f : files) {
      equal.put(f.name(), f.outcome() == Outcome.SAME);
      f.psnr().ifPresent(decibels -> psnr.put(f.name(), decibels));
    }
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("same", same);
    json.put("within_rounding", same || withinRounding);
    json.put("files", equal);
    json.put("psnr", psnr);
    return json;
  }
}
