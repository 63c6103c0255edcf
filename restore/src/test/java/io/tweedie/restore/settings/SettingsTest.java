package io.tweedie.restore.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.catchIllegalArgumentException;

import io.tweedie.core.sampling.Clip;
import io.tweedie.core.sampling.Plan;
import io.tweedie.core.sampling.Start;
import io.tweedie.core.sampling.TimeTravel;
import io.tweedie.core.sampling.Transition;
import io.tweedie.core.sampling.UniPc;
import io.tweedie.core.schedule.Spacing;
import io.tweedie.core.solver.Ddnm;
import io.tweedie.core.solver.Dps;
import io.tweedie.core.solver.Ilvr;
import io.tweedie.core.solver.NoisedAt;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class SettingsTest {

  @Test
  void componentsAreChangedByName() {
    assertThat(RecordSettings.withText(new Dps(1), Map.of("stepSize", "0.5"), Set.of()))
        .isEqualTo(new Dps(0.5));
    Ilvr changed =
        RecordSettings.withText(
            Ilvr.official(), Map.of("noisedAt", "previous", "unrefinedSteps", "3"), Set.of());
    assertThat(changed).isEqualTo(new Ilvr(1, NoisedAt.PREVIOUS, 3));
  }

  @Test
  void whatIsNoSettingOrNoValueIsExplained() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> RecordSettings.withText(new Dps(1), Map.of("zeta", "1"), Set.of("start")))
        .withMessage("there is no setting 'zeta'; it has stepSize, counts, start");
    assertThat(refusal(Ilvr.official(), "noisedAt", "never"))
        .isEqualTo("setting noisedAt takes one of previous, current, not 'never'");
    assertThat(refusal(Ilvr.official(), "unrefinedSteps", "2.5"))
        .isEqualTo("setting unrefinedSteps takes a whole number, not '2.5'");
    assertThat(refusal(Ilvr.official(), "weight", "abc"))
        .isEqualTo("setting weight takes a number, not 'abc'");
    assertThat(refusal(Ilvr.official(), "weight", ""))
        .isEqualTo("setting weight takes a number, not ''");
  }

  private static String refusal(Record settings, String name, String text) {
    return catchIllegalArgumentException(
            () -> RecordSettings.withText(settings, Map.of(name, text), Set.of()))
        .getMessage();
  }

  @Test
  void settingsReadAsOneLine() {
    assertThat(RecordSettings.text(Ilvr.paper(), Void.class))
        .isEqualTo("weight 1.0, noisedAt previous, unrefinedSteps 0");
    assertThat(RecordSettings.text(Ddnm.official(), Plan.class)).isEqualTo("weight 1.0");
    assertThat(RecordSettings.text(Ddnm.official().plan(), Void.class))
        .startsWith("steps uniform:100, transition Remix (eta 0.85), clip none");
  }

  @Test
  void aBareNumberOfStepsKeepsTheSpacing() {
    Plan quadratic = Ddnm.posterior().plan();
    assertThat(Steps.of(quadratic, "20").steps()).hasToString("quadratic:20");
    assertThat(Steps.of(quadratic, "uniform:20").steps()).hasToString("uniform:20");
    assertThat(Steps.of(new Dps(1).plan(), "20").steps()).hasToString("20");
    Plan geometric = quadratic.withSteps("geometric:6,0.4,0.03");
    assertThat(Steps.of(geometric, "3").steps()).hasToString("geometric:3,0.4,0.03");
    assertThatIllegalArgumentException().isThrownBy(() -> Steps.of(quadratic, "many"));
  }

  @Test
  void thePlanIsChangedByNameToo() {
    Plan plan = Ddnm.posterior().plan();
    for (String change :
        new String[] {"temperature=0.5", "eta=0.2", "start=guess:0.3", "travel=5,2", "steps=7"}) {
      plan = PlanSettings.with(plan, change.split("=")[0], change.split("=")[1]);
    }
    assertThat(plan)
        .isEqualTo(
            new Plan(
                new Spacing.Quadratic(7),
                new Transition.Tempered(0.5, new Transition.Remix(0.2)),
                new Clip.None(),
                new TimeTravel(5, 2),
                new Start.Guess(0.3)));
    assertThat(PlanSettings.with(plan, "temperature", "0.9").transition())
        .isEqualTo(new Transition.Tempered(0.9, new Transition.Remix(0.2)));
    assertThat(PlanSettings.with(plan, "transition", "unipc").transition())
        .isEqualTo(new Transition.Tempered(0.5, new UniPc()));
    assertThat(RecordSettings.text(plan, Void.class))
        .isEqualTo(
            "steps quadratic:7, transition Tempered (temperature 0.5, inner Remix (eta 0.2)), clip"
                + " none, travel TimeTravel (length 5, repeat 2), start guess:0.3");
    for (String wrong :
        new String[] {"temperature=warm", "start=there", "start=guess:2", "transition=leap"}) {
      Plan any = plan;
      assertThatIllegalArgumentException()
          .isThrownBy(() -> PlanSettings.with(any, wrong.split("=")[0], wrong.split("=")[1]));
    }
  }
}
