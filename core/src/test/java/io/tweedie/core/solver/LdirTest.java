package io.tweedie.core.solver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.tweedie.core.exact.IsotropicMixture;
import io.tweedie.core.measurement.Measurement;
import io.tweedie.core.operator.Identity;
import io.tweedie.core.random.KeyedNoise;
import io.tweedie.core.sampling.SamplingLoop;
import io.tweedie.core.schedule.NoiseSchedule;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;

class LdirTest extends LatentSolverContract {

  private static final double RATE = 0.05;

  LdirTest() {
    super(new Ldir(0.02, Ldir.Correction.BY_STEP, Ldir.paper().plan()), "250", 0.5, 0.1);
  }

  @Override
  protected boolean servesNonlinear() {
    return true;
  }

  /** How far each step moves the latents beside the prior's step, root mean square. */
  private static List<Double> moves(Ldir.Correction correction) {
    Ldir solver = new Ldir(RATE, correction, Ldir.paper().plan().withSteps("20"));
    List<Double> moves = new ArrayList<>();
    try (PointerScope scope = new PointerScope()) {
      Measurement y = measured(inLatents(new Identity(SHAPE)));
      SamplingLoop loop =
          new SamplingLoop(
              IsotropicMixture.normal(MEAN, DEVIATION), NoiseSchedule.linear(1000), solver.plan());
      new PosteriorRun(solver, y, loop, new KeyedNoise(5, new long[] {1, 2}))
          .run(
              (state, step) -> {
                Tensor move = state.x().sub(step.next(step.x0Hat()));
                moves.add(move.square().mean().sqrt().item_double());
                return true;
              });
    }
    return moves;
  }

  @Test
  void theFirstMoveIsOfTheRateInEveryPlace() {
    for (Ldir.Correction correction : Ldir.Correction.values()) {
      assertThat(moves(correction).get(0)).isCloseTo(RATE, within(1e-4));
    }
  }

  /** Step 2 of both still meets the same gradient history up to the first move, which is equal. */
  @Test
  void theAuthorsCorrectionIsThatOfTheFirstStep() {
    double adam = moves(Ldir.Correction.BY_STEP).get(1);
    double constant = moves(Ldir.Correction.AS_FIRST).get(1);
    double ratio = (1 - 0.9 * 0.9) / 0.1 * Math.sqrt(0.001 / (1 - 0.999 * 0.999));
    assertThat(constant / adam).isCloseTo(ratio, within(1e-3));
  }
}
