package io.tweedie.cli.demo;

import io.tweedie.cli.terminal.CommonOptions;
import io.tweedie.core.random.KeyedNoise;
import io.tweedie.demo.gan.Gan;
import io.tweedie.demo.gan.Normal;
import io.tweedie.demo.gan.OptimalDiscriminator;
import io.tweedie.demo.gan.VanishingGradient;
import io.tweedie.images.Grid;
import io.tweedie.zoo.Zoo;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.LongStream;
import org.bytedeco.javacpp.PointerScope;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code tweedie demo gan}: the game of generator and discriminator, on the line. */
@Command(
    name = "gan",
    description = {
      "Shows what a discriminator learns and what a generator learns from it, in one dimension.",
      "",
      "Writes discriminator.csv and .png (a trained D against the best one, p / (p + q)), pull.csv"
          + " and .png (the gradient of the minimax and of the non-saturating loss while D gets"
          + " better), distance.csv and .png (the same against the best D, the further data and"
          + " generator are apart) and run.json. With --sheet it draws images of a trained"
          + " generator instead."
    },
    footer = {
      "",
      "The experiments:",
      "  tweedie demo gan",
      "A hundred images of a generator from tweedie train recipes/digits-gan.yaml:",
      "  tweedie demo gan --sheet runs/digits-gan --count 100"
    })
final class DemoGanCommand implements Callable<Integer> {

  private static final List<Integer> LOOKS = List.of(1, 3, 10, 30, 100, 300, 1000, 3000, 10_000);
  private static final List<Double> DISTANCES = List.of(0.5, 1.0, 2.0, 4.0, 6.0, 8.0, 10.0);

  @Mixin private CommonOptions common;

  @Option(
      names = "--steps",
      paramLabel = "N",
      defaultValue = "1000",
      description = "Most steps of training a discriminator (default: ${DEFAULT-VALUE}).")
  private int steps;

  @Option(
      names = "--sheet",
      paramLabel = "MODEL",
      description = "A generator: the folder of a training, or the name of one that ships.")
  private String sheet;

  @Option(
      names = "--count",
      paramLabel = "N",
      defaultValue = "64",
      description = "Images of the sheet (default: ${DEFAULT-VALUE}).")
  private int count;

  @Override
  public Integer call() throws Exception {
    if (count < 1 || steps < 1) {
      throw common.usage("--count and --steps must be at least 1");
    }
    Path model = sheet == null ? null : common.understood(this::folder);
    common.startBackend();
    DemoReport report = new DemoReport(common);
    if (model != null) {
      draw(model, report);
    } else {
      showTheBestDiscriminator(report);
      showTheVanishingGradient(report);
    }
    report.end();
    return ExitCode.OK;
  }

  private Path folder() throws IOException {
    Path folder = Path.of(sheet);
    return Files.isDirectory(folder) ? folder : Zoo.folder(sheet);
  }

  /** When discriminators are looked at. */
  private List<Integer> looks() {
    return LOOKS.stream().filter(look -> look <= steps).toList();
  }

  private void showTheBestDiscriminator(DemoReport report) throws IOException {
    OptimalDiscriminator game =
        new OptimalDiscriminator(new Normal(-1, 1), new Normal(1.5, 0.7), common.seed());
    Path picture = report.file("discriminator.png");
    Table table = new Table("steps", "mean_error", "value", "best_value");
    for (OptimalDiscriminator.Learned learned : game.learn(looks(), picture)) {
      table.add(learned.steps(), learned.meanError(), learned.value(), game.bestValue());
    }
    report.table("discriminator", "a discriminator against the best one:", table);
    report.output(picture);
  }

  private void showTheVanishingGradient(DemoReport report) throws IOException {
    VanishingGradient game =
        new VanishingGradient(new Normal(0, 1), new Normal(8, 1), common.seed());
    Path pull = report.file("pull.png");
    List<VanishingGradient.Pull> learned = game.learn(looks(), pull);
    report.table("pull", "gradient of the generator's loss:", table("steps", learned));
    report.output(pull);
    Path distance = report.file("distance.png");
    List<VanishingGradient.Pull> best = VanishingGradient.ofTheBest(DISTANCES, distance);
    report.table("distance", "the same against the best D:", table("distance", best));
    report.output(distance);
  }

  private static Table table(String first, List<VanishingGradient.Pull> pulls) {
    Table table = new Table(first, "discriminator_loss", "minimax", "non_saturating");
    pulls.forEach(p -> table.add(p.at(), p.discriminatorLoss(), p.minimax(), p.nonSaturating()));
    return table;
  }

  private void draw(Path model, DemoReport report) throws IOException {
    KeyedNoise noise = new KeyedNoise(common.seed(), LongStream.range(0, count).toArray());
    try (Gan gan = Gan.load(model);
        PointerScope scope = new PointerScope()) {
      Path file = report.file("sheet.png");
      Grid.square(gan.draw(noise)).writePng(file);
      report.output(file);
    }
  }
}
