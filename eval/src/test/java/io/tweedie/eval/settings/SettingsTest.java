package io.tweedie.eval.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.tweedie.core.sampling.Plan;
import io.tweedie.core.solver.Ddnm;
import io.tweedie.core.solver.Dps;
import io.tweedie.core.solver.Ilvr;
import io.tweedie.core.solver.NoisedAt;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SettingsTest {

  @Test
  void componentsAreChangedByName() {
    assertThat(RecordSettings.withText(new Dps(1), Map.of("stepSize", "0.5")))
        .isEqualTo(new Dps(0.5));
    Ilvr changed =
        RecordSettings.withText(
            Ilvr.official(), Map.of("noisedAt", "previous", "unrefinedSteps", "3"));
    assertThat(changed).isEqualTo(new Ilvr(1, NoisedAt.PREVIOUS, 3));
  }

  @Test
  void whatIsNoSettingOrNoValueIsExplained() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> RecordSettings.withText(new Dps(1), Map.of("zeta", "1")))
        .withMessage("Dps has no setting 'zeta'; it has stepSize");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> RecordSettings.withText(Ilvr.official(), Map.of("noisedAt", "never")))
        .withMessageContainingAll("noisedAt", "previous", "current", "never");
  }

  @Test
  void settingsReadAsOneLine() {
    assertThat(RecordSettings.text(Ilvr.paper(), Void.class))
        .isEqualTo("weight 1.0, noisedAt previous, unrefinedSteps 0");
    assertThat(RecordSettings.text(Ddnm.official(), Plan.class))
        .isEqualTo("weight 1.0, temperature 1.0");
    assertThat(RecordSettings.text(Ddnm.official().plan(), Void.class))
        .startsWith("steps uniform:100, transition Remix (eta 0.85), clip false");
  }

  @Test
  void aBareNumberOfStepsKeepsTheSpacing() {
    Plan quadratic = Ddnm.posterior().plan();
    assertThat(Steps.of(quadratic, "20").steps()).isEqualTo("quadratic:20");
    assertThat(Steps.of(quadratic, "uniform:20").steps()).isEqualTo("uniform:20");
    assertThat(Steps.of(new Dps(1).plan(), "20").steps()).isEqualTo("20");
    assertThatIllegalArgumentException().isThrownBy(() -> Steps.of(quadratic, "many"));
  }
}
