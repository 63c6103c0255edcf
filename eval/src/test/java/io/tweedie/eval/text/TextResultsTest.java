package io.tweedie.eval.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.tweedie.eval.grid.RunInfo;
import io.tweedie.eval.metric.RankCorrelation;
import io.tweedie.eval.scene.Verdict;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TextResultsTest {

  private static TextExperiment of(TextExperiment.Accuracy accuracy) {
    return new TextExperiment(
        null, null, "m", null, "j", null, null, 2, null, null, null, null, null, null, accuracy);
  }

  private static Measured measured(double cosine, int right, int stated) {
    Map<String, Verdict.Tally> aspects =
        Map.of("kind", new Verdict.Tally(1, 1), "place", new Verdict.Tally(right - 1, stated - 1));
    return new Measured("f.png", cosine, aspects, new Saturation(0, 0), 1, 1);
  }

  private static TextResults results(TextExperiment experiment, Map<Wanted, Measured> found) {
    return new TextResults(experiment, new RunInfo("m", "", "", ""), Path.of("none"), found);
  }

  @Test
  void theShareIsOfAllAttributesAndItsErrorOfPictures() {
    TextExperiment experiment = of(new TextExperiment.Accuracy(2, List.of(1.0, 5.0), null));
    Map<Wanted, Measured> found = new HashMap<>();
    for (Entry entry : experiment.entries()) {
      boolean guided = entry.wanted().scale() == 5;
      boolean first = entry.wanted().number() == 0;
      found.put(
          entry.wanted(), guided ? measured(0, 4, 4) : measured(0, first ? 1 : 6, first ? 2 : 6));
    }

    List<TextResults.Accuracy> accuracies = results(experiment, found).accuracies();

    assertThat(accuracies)
        .extracting(TextResults.Accuracy::length)
        .containsExactly("short", "short", "medium", "medium", "long", "long");
    assertThat(accuracies.get(0).share()).isEqualTo(7.0 / 8);
    // sqrt(2 / (2 - 1) ((1 - 2 * 7 / 8)^2 + (6 - 6 * 7 / 8)^2)) / 8
    assertThat(accuracies.get(0).error()).isCloseTo(2 * 0.75 / 8, within(1e-12));
    assertThat(accuracies.get(1).share()).isEqualTo(1);
    assertThat(accuracies.get(1).error()).isZero();
    assertThat(results(experiment, found).aspects())
        .containsExactly(
            new TextResults.Aspect("kind", 1, new Verdict.Tally(6, 6)),
            new TextResults.Aspect("place", 1, new Verdict.Tally(15, 18)),
            new TextResults.Aspect("kind", 5, new Verdict.Tally(6, 6)),
            new TextResults.Aspect("place", 5, new Verdict.Tally(18, 18)));
  }

  @Test
  void agreementIsOfPicturesThatBothSaw() {
    TextResults results = results(of(new TextExperiment.Accuracy(2, List.of(1.0), null)), Map.of());
    Measured unjudged = new Measured("f.png", 0.9, null, new Saturation(0, 0), 1, 1);

    RankCorrelation agreement =
        results
            .agreement(
                List.of(measured(0.1, 1, 4), unjudged, measured(0.2, 2, 4), measured(0.3, 3, 4)))
            .orElseThrow();

    assertThat(agreement.size()).isEqualTo(3);
    assertThat(agreement.spearman()).isCloseTo(1, within(1e-12));
    assertThat(results.agreement(List.of(unjudged, measured(0, 1, 1)))).isEmpty();
  }
}
