package io.tweedie.cli.demo;

import io.tweedie.cli.terminal.CommonOptions;
import io.tweedie.cli.terminal.Progress;
import io.tweedie.core.exact.IsotropicMixture;
import io.tweedie.core.langevin.LangevinLoop;
import io.tweedie.core.score.Score;
import io.tweedie.demo.score.MixtureWeights;
import io.tweedie.demo.score.PlanarData;
import io.tweedie.demo.score.ScoreError;
import io.tweedie.demo.score.ScoreNetwork;
import io.tweedie.demo.score.ScoreObjective;
import io.tweedie.demo.score.ScorePictures;
import io.tweedie.demo.score.ScoreTraining;
import io.tweedie.train.TrainingListener;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code tweedie demo scores}: score matching and Langevin dynamics in the plane. */
@Command(
    name = "scores",
    description = {
      "Learns the score of points in the plane, and lets particles follow it.",
      "",
      "Writes field.png (the score as arrows), particles.png, trajectories.png and run.json. With"
          + " the mixture, whose score is known, also weights.csv (how much of the smaller mode"
          + " naive and annealed Langevin dynamics find) and objectives.csv (denoising against"
          + " sliced score matching, by their distance from the exact score)."
    },
    footer = {
      "",
      "  tweedie demo scores --data moons",
      "  tweedie demo scores --data mixture --out out/mixture"
    })
final class DemoScoresCommand implements Callable<Integer> {

  private static final int WIDTH = 128;
  private static final int LAYERS = 3;
  private static final int BATCH = 512;
  private static final double RATE = 3e-3;
  private static final int TEST_POINTS = 20_000;

  @Mixin private CommonOptions common;

  @Option(
      names = "--data",
      paramLabel = "NAME",
      defaultValue = "mixture",
      description = "moons, pinwheel or mixture (default: ${DEFAULT-VALUE}).")
  private PlanarData data;

  @Option(
      names = "--steps",
      paramLabel = "N",
      defaultValue = "3000",
      description = "Steps of training (default: ${DEFAULT-VALUE}).")
  private int steps;

  @Option(
      names = "--particles",
      paramLabel = "N",
      defaultValue = "4000",
      description = "Particles by which weights are counted (default: ${DEFAULT-VALUE}).")
  private int particles;

  @Override
  public Integer call() throws Exception {
    if (steps < 1 || particles < 1) {
      throw common.usage("--steps and --particles must be at least 1");
    }
    common.startBackend();
    DemoReport report = new DemoReport(common);
    try (ScoreNetwork network = train(ScoreObjective.DENOISING, report)) {
      draw(network, report);
      if (data == PlanarData.MIXTURE) {
        countWeights(network, report);
        compareObjectives(network, report);
      }
    }
    report.end();
    return ExitCode.OK;
  }

  private ScoreNetwork train(ScoreObjective objective, DemoReport report) {
    ScoreTraining training =
        new ScoreTraining(objective, data.sigmas(), steps, BATCH, RATE, common.seed());
    long start = System.nanoTime();
    try (Progress progress = common.progress(name(objective), steps)) {
      ScoreNetwork network =
          training.train(
              new ScoreNetwork.Config(2, WIDTH, LAYERS, data.scale()),
              data,
              new TrainingListener() {
                @Override
                public void stepped(long step, double meanLoss) {
                  progress.stepped(String.format(Locale.ROOT, "loss %.4f", meanLoss));
                }
              });
      double seconds = (System.nanoTime() - start) / 1e9;
      report.number("seconds_" + name(objective), seconds, name(objective) + ": trained in %.0f s");
      return network;
    }
  }

  private static String name(ScoreObjective objective) {
    return objective.name().toLowerCase(Locale.ROOT);
  }

  private void draw(Score score, DemoReport report) throws IOException {
    ScorePictures pictures = new ScorePictures(data, score, common.seed());
    Path field = report.file("field.png");
    Path particlesFile = report.file("particles.png");
    Path trajectories = report.file("trajectories.png");
    pictures.field(field);
    pictures.particles(particlesFile, trajectories);
    report.output(field);
    report.output(particlesFile);
    report.output(trajectories);
  }

  private void countWeights(Score learned, DemoReport report) throws IOException {
    Score exact = IsotropicMixture.unequal();
    double least = data.sigmas().smallest();
    Table table = new Table("dynamics", "score", "share", "standard_error", "true_share");
    count("naive", "exact", MixtureWeights.naive(0).over(exact), table);
    count("naive", "learned", MixtureWeights.naive(least).over(learned), table);
    count("annealed", "exact", MixtureWeights.annealed().over(exact), table);
    count("annealed", "learned", MixtureWeights.annealed().over(learned), table);
    report.table("weights", "particles at the smaller mode of the mixture:", table);
  }

  private void count(String dynamics, String score, LangevinLoop loop, Table table) {
    try (Progress progress = common.progress(dynamics + ", " + score, loop.steps())) {
      MixtureWeights.Share share =
          new MixtureWeights(particles, common.seed())
              .of(
                  loop,
                  state -> {
                    progress.step();
                    return true;
                  });
      table.add(dynamics, score, share.value(), share.standardError(), 0.2);
    }
  }

  private void compareObjectives(ScoreNetwork denoising, DemoReport report) throws IOException {
    Table table = new Table("sigma", "denoising", "sliced", "sliced_variance_reduced");
    try (ScoreNetwork sliced = train(ScoreObjective.SLICED, report);
        ScoreNetwork reduced = train(ScoreObjective.SLICED_VARIANCE_REDUCED, report)) {
      data.sigmas().stream()
          .forEach(
              sigma ->
                  table.add(
                      sigma, error(denoising, sigma), error(sliced, sigma), error(reduced, sigma)));
    }
    report.table("objectives", "error of the learned score, E|s - s*|^2 / E|s*|^2:", table);
  }

  private double error(Score learned, double sigma) {
    return ScoreError.at(
        learned, IsotropicMixture.unequal(), sigma, TEST_POINTS, common.seed() + 1);
  }
}
