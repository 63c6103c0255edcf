package io.tweedie.cli.restore;

import io.tweedie.restore.spec.PromptSpec;
import java.util.Optional;
import picocli.CommandLine.Option;

/** What a photo shows, where the model is told texts. */
final class RestorePromptOptions {

  @Option(
      names = "--prompt",
      paramLabel = "TEXT",
      description =
          "What the photos show, for text-to-image models; p2l begins with it and improves it"
              + " (default: nothing said).")
  private String prompt;

  @Option(names = "--negative", paramLabel = "TEXT", description = "What they do not show.")
  private String negative;

  @Option(
      names = "--scale",
      paramLabel = "W",
      description =
          "The scale of guidance from --negative to --prompt, as of generate (default: 1, the"
              + " prompt alone; with --negative 7.5). Other than 1 it asks the model twice.")
  private Double scale;

  @Option(
      names = "--tiles",
      paramLabel = "W[:T[,S]]",
      description =
          "Let a text-to-image model see large latents in tiles that overlap: uniform"
              + " (MultiDiffusion) or gaussian (Mixture of Diffusers), of T latents a side and S"
              + " from one to the next, as gaussian:64,32 (default: as a whole; T that of the"
              + " training, S half of it).")
  private String tiles;

  @Option(
      names = "--read-prompt",
      paramLabel = "N",
      arity = "0..1",
      fallbackValue = "8",
      description =
          "Of one photo: write IMAGE.prompt.csv, as what tokens the first N vectors of the tuned"
              + " prompt read after each step (default: 8). Takes long for large vocabularies.")
  private Integer read;

  /** How many vectors of the tuned prompt are read back, if any. */
  Optional<Integer> read() {
    return Optional.ofNullable(read);
  }

  /** How large latents are seen. */
  String tiles() {
    return tiles;
  }

  /** What they say. */
  PromptSpec prompt() {
    return new PromptSpec(prompt, negative, scale);
  }
}
