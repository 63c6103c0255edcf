package io.tweedie.cli.attack;

import io.tweedie.cli.terminal.CommonOptions;
import io.tweedie.cli.terminal.Progress;
import io.tweedie.core.attack.AttackNorm;
import io.tweedie.core.attack.ImageClassifier;
import io.tweedie.core.attack.ProjectedGradient;
import io.tweedie.core.attack.RandomizedSmoothing;
import io.tweedie.core.file.Folders;
import io.tweedie.core.random.KeyedNoise;
import io.tweedie.eval.robust.AttackedAccuracy;
import io.tweedie.eval.robust.CertifiedAccuracy;
import io.tweedie.models.prior.Classifier;
import io.tweedie.restore.record.RunRecord;
import io.tweedie.train.data.Examples;
import io.tweedie.train.data.LabelledImages;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import java.util.stream.LongStream;
import org.bytedeco.pytorch.Tensor;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code tweedie attack}: measures how well a classifier withstands attacks. */
@Command(
    name = "attack",
    description = {
      "Measures how many images a classifier tells right as they are, and as projected gradient"
          + " descent changes them within a ball of radius eps, in steps of 2.5 eps / steps.",
      "",
      "Writes attack.png with images, what the strongest attack made of them and the difference,"
          + " enlarged to be seen, and run.json."
    },
    footer = {
      "",
      "A row of the usual table, for a classifier of CIFAR-10:",
      "  tweedie attack --model cifar-robust-0.5 --eps 0.25,0.5,1,2",
      "In the largest change of a pixel, in a single step (FGSM):",
      "  tweedie attack --model cifar-robust-0.5 --norm linf --eps 0.03137 --steps 1",
      "Until images are taken for class 5, from three random starts:",
      "  tweedie attack --model cifar-robust-0.5 --target 5 --restarts 3",
      "What can be proved by randomised smoothing, of the first hundred images:",
      "  tweedie attack --model cifar-robust-0.5 -n 100 --certify 0.25,100,1000,0.001"
    })
public final class AttackCommand implements Callable<Integer> {

  private static final String[] RADII = {"0", "0.25", "0.5", "0.75", "1"};

  @Mixin private CommonOptions common;
  @Mixin private ClassifierOptions options;

  @Option(
      names = "--norm",
      paramLabel = "l2|linf",
      defaultValue = "l2",
      description = "By which changes are measured (default: ${DEFAULT-VALUE}).")
  private String norm;

  @Option(
      names = "--eps",
      paramLabel = "E,...",
      defaultValue = "0.5",
      split = ",",
      description =
          "Radii, for images whose pixels are in [0, 1] (default: ${DEFAULT-VALUE}); 0 is always"
              + " measured.")
  private List<Double> radii;

  @Option(
      names = "--steps",
      paramLabel = "N",
      defaultValue = "20",
      description =
          "Steps of an attack (default: ${DEFAULT-VALUE}); 1 is the fast gradient method, with a"
              + " step of eps.")
  private int steps;

  @Option(
      names = "--restarts",
      paramLabel = "N",
      defaultValue = "0",
      description =
          "Random starts, of which the worst counts; 0 begins at the image (default:"
              + " ${DEFAULT-VALUE}).")
  private int restarts;

  @Option(
      names = "--target",
      paramLabel = "K",
      description = "A class for which images are to be taken (default: any but their own).")
  private Long target;

  @Option(
      names = "--certify",
      paramLabel = "SIGMA,N0,N,ALPHA",
      description =
          "Proves instead, by randomised smoothing: with noise SIGMA, N0 draws to choose a class, N"
              + " to estimate, wrong in a share ALPHA of cases at most.")
  private String certify;

  @Option(
      names = "-n",
      paramLabel = "N",
      defaultValue = "1000",
      description = "Only the first N test images (default: ${DEFAULT-VALUE}).")
  private Integer asked;

  @Override
  public Integer call() throws Exception {
    List<ProjectedGradient> attacks = common.understood(this::attacks);
    RandomizedSmoothing smoothing = common.understood(this::smoothing);
    common.startBackend();
    LabelledImages images = options.tests();
    int count = common.understood(() -> ClassifierOptions.count(asked, images));
    try (Classifier classifier = common.understood(options::load)) {
      requireTarget(classifier);
      RunRecord record = common.record();
      Folders.make(common.out());
      if (smoothing == null) {
        attack(classifier, images, count, attacks, record);
      } else {
        certify(classifier, images, count, smoothing, record);
      }
    }
    return ExitCode.OK;
  }

  private void requireTarget(Classifier classifier) {
    if (target != null && (target < 0 || target >= classifier.classes())) {
      throw common.usage(
          "--target is a class from 0 to %d, not %d".formatted(classifier.classes() - 1, target));
    }
  }

  private List<ProjectedGradient> attacks() {
    AttackNorm ball = AttackNorm.parse(norm);
    return radii.stream().sorted().map(eps -> of(ball, eps).withRestarts(restarts)).toList();
  }

  private ProjectedGradient of(AttackNorm ball, double eps) {
    ProjectedGradient attack = ProjectedGradient.of(ball, eps, steps);
    return steps == 1 ? attack.withStepSize(eps) : attack;
  }

  private RandomizedSmoothing smoothing() {
    if (certify == null) {
      return null;
    }
    String[] parts = certify.split(",", -1);
    try {
      if (parts.length == 4) {
        return new RandomizedSmoothing(
            Double.parseDouble(parts[0]),
            Integer.parseInt(parts[1]),
            Integer.parseInt(parts[2]),
            Double.parseDouble(parts[3]));
      }
    } catch (NumberFormatException e) {
      // Told below, as for another number of them.
    }
    throw new IllegalArgumentException(
        "--certify is written as 0.25,100,1000,0.001: noise, draws to choose, draws to estimate and"
            + " how often it may be wrong; not '"
            + certify
            + "'");
  }

  private static KeyedNoise noise(long seed, int first, Examples examples) {
    long end = first + examples.images().size(0);
    return new KeyedNoise(seed, LongStream.range(first, end).toArray());
  }

  private void attack(
      Classifier classifier,
      LabelledImages images,
      int count,
      List<ProjectedGradient> attacks,
      RunRecord record)
      throws Exception {
    ImageClassifier shown = options.shown(classifier);
    OptionalLong at = target == null ? OptionalLong.empty() : OptionalLong.of(target);
    AttackedAccuracy clean =
        new AttackedAccuracy(shown, attacks.get(0).withRadius(0), OptionalLong.empty());
    List<AttackedAccuracy> attacked =
        attacks.stream().map(a -> new AttackedAccuracy(shown, a, at)).toList();
    try (Progress progress = common.progress("attacking", (long) count * attacks.size());
        AttackPicture picture = new AttackPicture(shown)) {
      options.each(
          classifier,
          images,
          count,
          (first, examples) -> {
            KeyedNoise noise = noise(common.seed(), first, examples);
            clean.add(examples.images(), examples.labels(), noise);
            for (AttackedAccuracy accuracy : attacked) {
              Tensor result = accuracy.add(examples.images(), examples.labels(), noise);
              if (accuracy == attacked.get(attacked.size() - 1)) {
                picture.see(examples, result);
              }
              for (int i = 0; i < examples.images().size(0); i++) {
                progress.step();
              }
            }
          });
      Path file = common.out().resolve("attack.png");
      picture.write(file);
      record.output(file);
    }
    tell(classifier, clean, attacked, record);
  }

  private void tell(
      Classifier classifier,
      AttackedAccuracy clean,
      List<AttackedAccuracy> attacked,
      RunRecord record)
      throws Exception {
    List<String> lines = new ArrayList<>();
    lines.add(
        "%s, %d images of %s, %s, %d step%s"
            .formatted(
                classifier.spec().name(),
                clean.images(),
                options.data(),
                norm,
                steps,
                steps == 1 ? "" : "s"));
    lines.add(String.format(Locale.ROOT, "clean      %6.2f %%", clean.percent()));
    List<Map<String, Object>> rows = new ArrayList<>();
    for (AttackedAccuracy accuracy : attacked) {
      Map<String, Object> row = new LinkedHashMap<>();
      row.put("eps", accuracy.radius());
      row.put("accuracy", accuracy.percent());
      String line =
          String.format(Locale.ROOT, "eps %-6s %6.2f %%", accuracy.radius(), accuracy.percent());
      if (target != null) {
        row.put("at_target", accuracy.percentAtTarget());
        line +=
            String.format(
                Locale.ROOT, ", taken for class %d: %.2f %%", target, accuracy.percentAtTarget());
      }
      rows.add(row);
      lines.add(line);
    }
    record
        .put("classifier", classifier.spec().name())
        .put("images", clean.images())
        .put("norm", norm)
        .put("steps", steps)
        .put("restarts", restarts)
        .put("clean_accuracy", clean.percent())
        .put("attacked", rows);
    common.result(record.write(common.out()), lines);
  }

  private void certify(
      Classifier classifier,
      LabelledImages images,
      int count,
      RandomizedSmoothing smoothing,
      RunRecord record)
      throws Exception {
    ImageClassifier shown = options.shown(classifier);
    CertifiedAccuracy proved = new CertifiedAccuracy();
    try (Progress progress = common.progress("certifying", count)) {
      options.each(
          classifier,
          images,
          count,
          (first, examples) -> {
            for (int i = 0; i < examples.images().size(0); i++) {
              KeyedNoise noise = new KeyedNoise(common.seed(), new long[] {(long) first + i});
              proved.add(
                  examples.labels().select(0, i).item_long(),
                  smoothing.certify(shown, examples.images().narrow(0, i, 1), noise));
              progress.step();
            }
          });
    }
    List<String> lines = new ArrayList<>();
    lines.add(
        "%s, %d images of %s, noise %s"
            .formatted(
                classifier.spec().name(), proved.images(), options.data(), smoothing.sigma()));
    Map<String, Object> certified = new LinkedHashMap<>();
    for (String radius : RADII) {
      double percent = proved.percent(Double.parseDouble(radius));
      certified.put(radius, percent);
      lines.add(String.format(Locale.ROOT, "radius %-5s %6.2f %% certified", radius, percent));
    }
    lines.add(String.format(Locale.ROOT, "abstained    %6.2f %%", proved.abstained()));
    record
        .put("classifier", classifier.spec().name())
        .put("images", proved.images())
        .put("certify", Arrays.asList(certify.split(",")))
        .put("certified", certified)
        .put("abstained", proved.abstained());
    common.result(record.write(common.out()), lines);
  }
}
