package io.tweedie.cli.models;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code tweedie models}: the models that ship and the user's own checkpoints. */
@Command(
    name = "models",
    description = "Lists, describes, checks, converts and runs models, and tokenizes prompts.",
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {
      ModelsListCommand.class,
      ModelsShowCommand.class,
      ModelsCheckCommand.class,
      ModelsConvertCommand.class,
      ModelsForwardCommand.class,
      ModelsTokenizeCommand.class
    },
    footer = {
      "",
      "What there is:",
      "  tweedie models list",
      "Whether a downloaded checkpoint is whole, and of which model:",
      "  tweedie models check 256x256_diffusion_uncond.pt",
      "Make a folder of it that --model takes:",
      "  tweedie models convert ffhq_10m.pt ffhq --config ffhq-256 --to bf16"
    })
public final class ModelsCommand implements Runnable {

  @Spec private CommandSpec spec;

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Show this help.")
  private boolean help;

  @Override
  public void run() {
    throw new ParameterException(
        spec.commandLine(), "say what to do: list, show, check, convert, forward or tokenize");
  }
}
