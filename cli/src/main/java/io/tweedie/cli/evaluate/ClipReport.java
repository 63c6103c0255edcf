package io.tweedie.cli.evaluate;

import io.tweedie.cli.terminal.CommonOptions;
import io.tweedie.eval.metric.ClipScore;
import io.tweedie.eval.metric.PromptFile.Prompted;
import io.tweedie.eval.metric.RankCorrelation;
import io.tweedie.images.ImageFile;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;

/** Scores pictures by CLIP and tells the result. */
final class ClipReport {

  private final CommonOptions common;
  private final ClipScore score;

  ClipReport(CommonOptions common, ClipScore score) {
    this.common = common;
    this.score = score;
  }

  /** Of each picture the score with its prompt. */
  void prompts(List<Prompted> pictures) {
    List<Object> pairs = new ArrayList<>();
    List<String> lines = new ArrayList<>();
    double[] cosines = new double[pictures.size()];
    for (int i = 0; i < cosines.length; i++) {
      Prompted picture = pictures.get(i);
      cosines[i] = cosine(picture);
      String cut = score.tokens(picture.prompt()).cut();
      Map<String, Object> pair = new LinkedHashMap<>();
      pair.put("name", picture.file().getFileName().toString());
      pair.put("prompt", picture.prompt());
      pair.put("cosine", cosines[i]);
      pair.put("clip", ClipScore.published(cosines[i]));
      pair.put("cut", cut);
      pairs.add(pair);
      lines.add(
          String.format(
              Locale.ROOT,
              "%s: clip %.2f, \"%s\"%s",
              pair.get("name"),
              ClipScore.published(cosines[i]),
              picture.prompt(),
              cut.isEmpty() ? "" : ", of which does not fit: " + cut));
    }
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("pairs", pairs);
    double mean = 0;
    for (double cosine : cosines) {
      mean += ClipScore.published(cosine) / cosines.length;
    }
    json.put("mean", Map.of("clip", mean));
    lines.add(
        String.format(
            Locale.ROOT, "mean of %d: clip %.2f (100 x cosine, at least 0)", cosines.length, mean));
    if (pictures.stream().allMatch(picture -> picture.rating().isPresent())) {
      double[] ratings = pictures.stream().mapToDouble(p -> p.rating().getAsDouble()).toArray();
      RankCorrelation agreement = RankCorrelation.of(cosines, ratings);
      json.put("ratings", Map.of("spearman", agreement.spearman(), "kendall", agreement.kendall()));
      lines.add(
          String.format(
              Locale.ROOT,
              "agreement with %d ratings: Spearman %.3f, Kendall %.3f",
              agreement.size(),
              agreement.spearman(),
              agreement.kendall()));
    }
    common.result(json, lines);
  }

  private double cosine(Prompted picture) {
    try (PointerScope scope = new PointerScope();
        NoGradGuard noGrad = new NoGradGuard()) {
      Tensor image = score.images(ImageFile.read(picture.file()).pixels());
      return ClipScore.cosines(image, score.texts(List.of(picture.prompt())))[0][0];
    }
  }

  /** Of each picture the likeliest class. */
  void classes(List<Path> files, List<String> names, List<String> templates) {
    List<Object> pictures = new ArrayList<>();
    List<String> lines = new ArrayList<>();
    try (PointerScope all = new PointerScope();
        NoGradGuard noGrad = new NoGradGuard()) {
      Tensor classes = score.classes(names, templates);
      for (Path file : files) {
        double[] shares = shares(file, classes);
        int best = 0;
        Map<String, Double> byName = new LinkedHashMap<>();
        for (int k = 0; k < shares.length; k++) {
          byName.put(names.get(k), shares[k]);
          best = shares[k] > shares[best] ? k : best;
        }
        String name = file.getFileName().toString();
        pictures.add(Map.of("name", name, "class", names.get(best), "probabilities", byName));
        lines.add(
            String.format(
                Locale.ROOT, "%s: %s, %.1f %%", name, names.get(best), 100 * shares[best]));
      }
    }
    common.result(Map.of("pictures", pictures), lines);
  }

  private double[] shares(Path file, Tensor classes) {
    try (PointerScope scope = new PointerScope()) {
      return score.probabilities(score.images(ImageFile.read(file).pixels()), classes)[0];
    }
  }
}
