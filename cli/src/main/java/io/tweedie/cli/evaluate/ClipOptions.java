package io.tweedie.cli.evaluate;

import io.tweedie.cli.terminal.CommonOptions;
import io.tweedie.core.file.TextFile;
import io.tweedie.core.tensor.Compute;
import io.tweedie.eval.metric.ClipScore;
import io.tweedie.eval.metric.PromptFile;
import io.tweedie.images.ImageFile;
import io.tweedie.restore.Pipelines;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Option;

/** By which model, and by which texts, pictures are scored. */
final class ClipOptions {

  @Option(
      names = "--clip",
      paramLabel = "MODEL",
      description =
          "Score the pictures of REFERENCE, a file or a folder, by CLIP, and compare with nothing"
              + " else: a folder of transformers' CLIPModel with its tokenizer, OpenAI's .pt with the"
              + " vocabulary (.txt.gz) beside it, or a text-to-image model that ships.")
  private String model;

  @Option(
      names = "--prompts",
      paramLabel = "FILE",
      description =
          "What the pictures should show: a text file with one prompt per line, in the order of the"
              + " pictures' names; or a CSV file with the columns file, prompt and, to see whether"
              + " CLIP agrees with you, rating.")
  private Path prompts;

  @Option(
      names = "--classes",
      paramLabel = "FILE",
      description = "Instead, which of these a picture shows: one name per line.")
  private Path classes;

  @Option(
      names = "--template",
      paramLabel = "TEXT",
      defaultValue = "a photo of a {}",
      description =
          "A text for each class, with {} for its name; may be repeated (default:"
              + " ${DEFAULT-VALUE}).")
  private List<String> templates;

  boolean isAsked() {
    return model != null || prompts != null || classes != null;
  }

  /**
   * Scores pictures.
   *
   * @param pictures a file or a folder
   */
  void run(CommonOptions common, Path pictures) throws IOException {
    if (model == null || (prompts == null) == (classes == null)) {
      throw common.usage("CLIP takes --clip with either --prompts or --classes");
    }
    List<Path> files = Files.isDirectory(pictures) ? ImageFile.listIn(pictures) : List.of(pictures);
    if (files.isEmpty()) {
      throw new IllegalArgumentException("there is no picture in " + pictures);
    }
    common.startBackend();
    try (ClipScore score = ClipScore.load(Pipelines.clip(model), Compute.STANDARD)) {
      ClipReport report = new ClipReport(common, score);
      if (prompts != null) {
        report.prompts(PromptFile.read(prompts).pairs(files));
      } else {
        report.classes(files, names(), templates);
      }
    }
  }

  private List<String> names() throws IOException {
    List<String> names = TextFile.lines(classes);
    if (names.size() < 2) {
      throw new IllegalArgumentException(
          "%s: the names of at least 2 classes are expected, one per line, got %d"
              .formatted(classes, names.size()));
    }
    return names;
  }
}
