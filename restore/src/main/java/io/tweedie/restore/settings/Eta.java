package io.tweedie.restore.settings;

import io.tweedie.core.sampling.Plan;
import io.tweedie.core.sampling.Transition;
import io.tweedie.core.solver.Solver;
import java.util.Arrays;

/** The share of fresh noise in each step, as people ask for it. */
public final class Eta {

  /** Its name among the settings of a method. */
  public static final String NAME = "eta";

  private Eta() {}

  /** Whether a method has an eta of its own, apart from that of its plan. */
  public static boolean isOf(Solver solver) {
    return Arrays.stream(solver.getClass().getRecordComponents())
        .anyMatch(component -> component.getName().equals(NAME));
  }

  /**
   * A plan with another eta: a transition that mixes keeps mixing, any other becomes DDIM.
   *
   * @throws IllegalArgumentException unless it is in [0, 1]
   */
  public static Plan of(Plan usual, double eta) {
    return usual.withTransition(of(usual.transition(), eta));
  }

  private static Transition of(Transition usual, double eta) {
    if (usual instanceof Transition.Tempered tempered) {
      return new Transition.Tempered(tempered.temperature(), of(tempered.inner(), eta));
    }
    return usual instanceof Transition.Remix ? new Transition.Remix(eta) : new Transition.Ddim(eta);
  }
}
