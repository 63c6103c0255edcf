package io.tweedie.cli;

import io.tweedie.cli.attack.AttackCommand;
import io.tweedie.cli.attack.EnergiesCommand;
import io.tweedie.cli.demo.DemoCommand;
import io.tweedie.cli.evaluate.EvaluateCommand;
import io.tweedie.cli.evaluate.MetricsCommand;
import io.tweedie.cli.evaluate.VerifyCommand;
import io.tweedie.cli.generate.GenerateCommand;
import io.tweedie.cli.models.BenchCommand;
import io.tweedie.cli.models.ModelsCommand;
import io.tweedie.cli.restore.DegradeCommand;
import io.tweedie.cli.restore.ReplayCommand;
import io.tweedie.cli.restore.RestoreCommand;
import io.tweedie.cli.run.Version;
import io.tweedie.cli.sample.SampleCommand;
import io.tweedie.cli.terminal.Arguments;
import io.tweedie.cli.terminal.Failures;
import io.tweedie.cli.terminal.Interruption;
import io.tweedie.cli.train.TrainCommand;
import java.nio.file.Path;
import java.util.Locale;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The {@code tweedie} command. Exits with 0 on success, 2 on bad usage and 1 on failure. */
@Command(
    name = "tweedie",
    description = "Restores and generates images with diffusion models.",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {
      RestoreCommand.class,
      DegradeCommand.class,
      EvaluateCommand.class,
      SampleCommand.class,
      GenerateCommand.class,
      TrainCommand.class,
      ModelsCommand.class,
      MetricsCommand.class,
      AttackCommand.class,
      EnergiesCommand.class,
      VerifyCommand.class,
      BenchCommand.class,
      ReplayCommand.class,
      DemoCommand.class,
      PrepareCommand.class,
      CommandLine.HelpCommand.class
    },
    footer = {
      "",
      "Enlarge a photo four times:",
      "  tweedie restore small.jpg --task sr:4",
      "Fill what a mask paints black:",
      "  tweedie restore scratched.jpg --task inpaint-mask:mask.png",
      "See what a command does, with examples:",
      "  tweedie restore --help"
    })
public final class Tweedie implements Runnable {

  @Spec private CommandSpec spec;

  private final Interruption interruption;

  Tweedie(Interruption interruption) {
    this.interruption = interruption;
  }

  /** What tells running commands to stop. */
  public Interruption interruption() {
    return interruption;
  }

  /** Runs a command and ends the process. */
  public static void main(String[] arguments) {
    // Numbers in files, names and messages are the same in every country.
    Locale.setDefault(Locale.Category.FORMAT, Locale.ROOT);
    System.exit(commandLine(Interruption.bySignal()).execute(arguments));
  }

  /** The command line, ready to execute; nothing in it ends the process. */
  public static CommandLine commandLine(Interruption interruption) {
    // Java 17 dies while it archives classes if one method of a class is referred to twice as an
    // interface compiled for Java 5, as these are.
    ITypeConverter<Integer> integer = Arguments::integer;
    ITypeConverter<Long> longInteger = Arguments::longInteger;
    ITypeConverter<Double> number = Arguments::number;
    return new CommandLine(new Tweedie(interruption))
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setOverwrittenOptionsAllowed(true)
        .setUsageHelpAutoWidth(true)
        .registerConverter(Integer.class, integer)
        .registerConverter(int.class, integer)
        .registerConverter(Long.class, longInteger)
        .registerConverter(long.class, longInteger)
        .registerConverter(Double.class, number)
        .registerConverter(double.class, number)
        .registerConverter(Path.class, Arguments::path)
        .setExecutionStrategy(Failures::run)
        .setParameterExceptionHandler(Failures::usage)
        .setExecutionExceptionHandler(Failures::execution);
  }

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "a command is missing");
  }
}
