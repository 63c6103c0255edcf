package io.tweedie.restore.settings;

import io.tweedie.core.sampling.Plan;
import io.tweedie.core.sampling.Start;
import io.tweedie.core.sampling.TimeTravel;
import io.tweedie.core.sampling.Transition;
import io.tweedie.core.solver.Solver;
import io.tweedie.models.scheduler.SchedulerProvider;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.BiFunction;

/** Settings of the way down the noise levels, by name, as people ask for them. */
public final class PlanSettings {

  /** Which levels it visits. */
  public static final String STEPS = "steps";

  /** Whether it goes back up in between. */
  public static final String TRAVEL = "travel";

  private static final Map<String, BiFunction<Plan, String, Plan>> ALL = new LinkedHashMap<>();

  static {
    ALL.put(STEPS, Steps::of);
    ALL.put(Eta.NAME, (plan, text) -> Eta.of(plan, number(Eta.NAME, text)));
    ALL.put(
        "temperature",
        (plan, text) ->
            plan.withTransition(
                new Transition.Tempered(number("temperature", text), untempered(plan))));
    ALL.put("transition", PlanSettings::withTransition);
    ALL.put("start", (plan, text) -> plan.withStart(Start.parse(text)));
    ALL.put(TRAVEL, (plan, text) -> plan.withTravel(TimeTravel.parse(text)));
  }

  private PlanSettings() {}

  /** The names. */
  public static Set<String> names() {
    return ALL.keySet();
  }

  /** Whether a setting is of the plan, and not of the method, which may have an eta of its own. */
  public static boolean isOfPlan(String name, Solver solver) {
    return ALL.containsKey(name) && !(name.equals(Eta.NAME) && Eta.isOf(solver));
  }

  /**
   * A plan with another value of a setting.
   *
   * @param name one of {@link #names}
   * @throws IllegalArgumentException if the text is no value of it
   */
  public static Plan with(Plan usual, String name, String text) {
    return ALL.get(name).apply(usual, text);
  }

  /** Another reverse step, by the name of its scheduler, at the plan's temperature. */
  private static Plan withTransition(Plan plan, String name) {
    Transition chosen = SchedulerProvider.ALL.named(name).transition();
    return plan.withTransition(
        plan.transition() instanceof Transition.Tempered tempered
            ? new Transition.Tempered(tempered.temperature(), chosen)
            : chosen);
  }

  private static Transition untempered(Plan plan) {
    return plan.transition() instanceof Transition.Tempered tempered
        ? tempered.inner()
        : plan.transition();
  }

  private static double number(String name, String text) {
    try {
      return Double.parseDouble(text);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(
          "setting %s takes a number, not '%s'".formatted(name, text), e);
    }
  }
}
