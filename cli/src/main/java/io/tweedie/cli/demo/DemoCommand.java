package io.tweedie.cli.demo;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code tweedie demo}: small experiments that show what the methods rest on. */
@Command(
    name = "demo",
    description = "Shows what the methods rest on, in experiments of a minute or two.",
    synopsisSubcommandLabel = "EXPERIMENT",
    subcommands = {DemoScoresCommand.class, DemoGanCommand.class, DemoScenesCommand.class},
    footer = {
      "",
      "Learn a score in the plane and follow it:",
      "  tweedie demo scores --data moons",
      "What a discriminator learns, and what a generator learns from it:",
      "  tweedie demo gan",
      "Pictures whose truth is known, with captions:",
      "  tweedie demo scenes"
    })
public final class DemoCommand implements Runnable {

  @Spec private CommandSpec spec;

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Show this help.")
  private boolean help;

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "say which experiment: scores, gan or scenes");
  }
}
