package io.tweedie.cli.attack;

import io.tweedie.cli.terminal.CommonOptions;
import io.tweedie.cli.terminal.Progress;
import io.tweedie.eval.robust.EnergyStatistics;
import io.tweedie.models.prior.ClassEnergies;
import io.tweedie.models.prior.Classifier;
import io.tweedie.train.data.LabelledImages;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code tweedie energies}: measures the energies of a classifier on its training images. */
@Command(
    name = "energies",
    description = {
      "Measures the energies of a classifier on the images that it learned from, class by class:"
          + " E(x) = -ln sum exp of its scores, and E(x,y), minus the score of the class.",
      "",
      "Writes energies.json beside the classifier's weights, where --guidance energy-delta looks"
          + " for it."
    },
    footer = {
      "",
      "Of a classifier of CIFAR-10:",
      "  tweedie energies --model runs/cifar-robust-1.0"
    })
public final class EnergiesCommand implements Callable<Integer> {

  @Mixin private CommonOptions common;
  @Mixin private ClassifierOptions options;

  @Option(
      names = "-n",
      paramLabel = "N",
      description = "Only the first N images (default: all of them).")
  private Integer asked;

  @Override
  public Integer call() throws Exception {
    common.startBackend();
    LabelledImages images = options.trained();
    int count = common.understood(() -> ClassifierOptions.count(asked, images));
    try (Classifier classifier = common.understood(options::load);
        Progress progress = common.progress("measuring", count)) {
      EnergyStatistics statistics =
          new EnergyStatistics(options.shown(classifier), classifier.classes());
      options.each(
          classifier,
          images,
          count,
          (first, examples) -> {
            statistics.add(examples.images(), examples.labels());
            for (long i = 0; i < examples.images().size(0); i++) {
              progress.step();
            }
          });
      ClassEnergies energies = statistics.measured();
      Path file = options.folder().resolve(ClassEnergies.FILE);
      energies.write(file);
      tell(energies, file);
    }
    return ExitCode.OK;
  }

  private void tell(ClassEnergies energies, Path file) {
    List<String> lines = new ArrayList<>();
    lines.add("class  images    E(x)  deviation   lowest  highest  E(x,y)");
    for (int k = 0; k < energies.images().size(); k++) {
      lines.add(
          String.format(
              Locale.ROOT,
              "%5d %7d %7.2f %10.2f %8.2f %8.2f %7.2f",
              k,
              energies.images().get(k),
              energies.mean().get(k),
              energies.deviation().get(k),
              energies.lowest().get(k),
              energies.highest().get(k),
              energies.jointMean().get(k)));
    }
    lines.add("-> " + file);
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("written", file.toString());
    json.put("images", energies.images());
    json.put("mean", energies.mean());
    json.put("deviation", energies.deviation());
    json.put("lowest", energies.lowest());
    json.put("highest", energies.highest());
    json.put("joint_mean", energies.jointMean());
    common.result(json, lines);
  }
}
