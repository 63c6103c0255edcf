package io.tweedie.eval.verify;

import io.tweedie.core.exact.NormalMixture;
import io.tweedie.core.latent.Autoencoder;
import io.tweedie.core.latent.Decoded;
import io.tweedie.core.measurement.Measurement;
import io.tweedie.core.measurement.Noise;
import io.tweedie.core.operator.ForwardOperator;
import io.tweedie.core.operator.LinearOperator;
import io.tweedie.core.random.KeyedNoise;
import io.tweedie.core.random.NoiseSource;
import io.tweedie.core.sampling.Plan;
import io.tweedie.core.sampling.SamplingLoop;
import io.tweedie.core.sampling.Transition;
import io.tweedie.core.schedule.NoiseSchedule;
import io.tweedie.core.solver.Ddnm;
import io.tweedie.core.solver.DdnmPlus;
import io.tweedie.core.solver.Ddrm;
import io.tweedie.core.solver.Dds;
import io.tweedie.core.solver.DiffPir;
import io.tweedie.core.solver.Dpg;
import io.tweedie.core.solver.Dps;
import io.tweedie.core.solver.GmlDps;
import io.tweedie.core.solver.Ilvr;
import io.tweedie.core.solver.Ldir;
import io.tweedie.core.solver.Ldps;
import io.tweedie.core.solver.Mcg;
import io.tweedie.core.solver.NoisedAt;
import io.tweedie.core.solver.P2l;
import io.tweedie.core.solver.PosteriorRun;
import io.tweedie.core.solver.Psld;
import io.tweedie.core.solver.RedDiff;
import io.tweedie.core.solver.ScoreInpainting;
import io.tweedie.core.solver.Solver;
import io.tweedie.core.task.DeblurTask;
import io.tweedie.core.task.Task;
import io.tweedie.core.tensor.Backend;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.LongStream;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;

/**
 * Runs solvers many times on measurements whose posterior is known exactly, and says how far their
 * samples are from it. Beside the solvers runs one sampler that knows the posterior's own score; it
 * must reach the distance that sampling noise alone gives, or the yardstick is wrong.
 *
 * @param solvers by the names under which to report them
 * @param tasks linear ones
 * @param sigmas noise levels in image units; 0 for none
 * @param samples how many images each solver draws from one posterior
 * @param mostSteps to which plans of more steps are shortened
 */
public record Verification(
    Map<String, Solver> solvers,
    List<Task> tasks,
    List<Double> sigmas,
    int samples,
    int mostSteps) {

  /** The name of the sampler that knows the posterior. */
  public static final String EXACT = "exact score";

  private static final Plan EXACT_PLAN =
      new Plan("250", new Transition.Ddpm(Transition.Variance.FIXED_SMALL), false);

  private static final NoiseSchedule SCHEDULE = NoiseSchedule.linear(1000);
  private static final long SEED = 7;

  /** Hears of every row as soon as it is known. */
  @FunctionalInterface
  public interface Listener {

    /**
     * A row is done.
     *
     * @param done rows so far
     * @param all rows in all
     * @param row the newest
     */
    void measured(int done, int all, Conformance row);
  }

  /** Every solver, on every kind of linear operator, without noise and with. */
  public static Verification full() {
    return new Verification(
        usualSolvers(),
        List.of(
            Task.parse("sr:2"),
            Task.parse("inpaint-random:0.5"),
            Task.parse("inpaint-box:4"),
            Task.parse("deblur-gaussian:5,1.0,circular"),
            Task.parse("denoise")),
        List.of(0.0, 0.05),
        200,
        100);
  }

  /** A small part of {@link #full}, for every build. */
  public static Verification quick() {
    return new Verification(
        usualSolvers(),
        List.of(Task.parse("sr:2"), Task.parse("inpaint-random:0.5")),
        List.of(0.0, 0.05),
        200,
        40);
  }

  /**
   * Settings for images of {@value ExactPriors#SIDE} x {@value ExactPriors#SIDE} pixels: as
   * published where the method has none that depend on the images, else what came nearest to the
   * posterior of the denoising task.
   */
  private static Map<String, Solver> usualSolvers() {
    Plan ancestral = new Plan("250", new Transition.Ddpm(Transition.Variance.FIXED_SMALL), false);
    Map<String, Solver> solvers = new LinkedHashMap<>();
    solvers.put("ilvr", Ilvr.paper());
    solvers.put("score-inpainting", ScoreInpainting.paper());
    solvers.put("mcg", new Mcg(0.1, NoisedAt.PREVIOUS));
    solvers.put("dps", new Dps(1));
    solvers.put("ddrm", Ddrm.paper());
    solvers.put("ddnm", Ddnm.paper());
    solvers.put("ddnm+", DdnmPlus.paper());
    solvers.put("ddnm+ eta 1", DdnmPlus.posterior());
    solvers.put("diffpir", DiffPir.paper(Task.parse("sr:4")));
    solvers.put("red-diff", RedDiff.official());
    solvers.put("dds", Dds.paper());
    solvers.put("dpg", new Dpg(300, 64, 0, 0, ancestral));
    solvers.put("ldps", new Ldps(1, new Dps(1).plan()));
    solvers.put("psld", Psld.paper());
    solvers.put("gml-dps", new GmlDps(1, 0.1, new Dps(1).plan()));
    solvers.put("ldir", Ldir.paper());
    solvers.put("p2l", P2l.paper(Task.parse("sr:4")));
    return solvers;
  }

  /** A prior of images, or of their latents, and a measurement of them. */
  private record Case(
      String prior, NormalMixture images, Optional<Autoencoder> latents, Task task, double sigma) {

    /** The measurement as the posterior sees it. */
    LinearOperator linear() {
      LinearOperator physics = (LinearOperator) task.operator(ExactPriors.SHAPE, SEED);
      return latents
          .map(
              between ->
                  LinearOperator.of(
                      physics.name(),
                      between.latentShape(ExactPriors.SHAPE),
                      physics.measurementShape(),
                      z -> physics.apply(between.decode(z))))
          .orElse(physics);
    }

    /** The same as solvers see it. */
    ForwardOperator operator() {
      ForwardOperator physics = task.operator(ExactPriors.SHAPE, SEED);
      return latents.<ForwardOperator>map(between -> new Decoded(physics, between)).orElse(physics);
    }

    /** In latents stand those that serve nothing else, and DPS beside them. */
    boolean takes(Solver solver) {
      return serves(solver, operator())
          && (latents.isEmpty()
              || solver instanceof Dps
              || !serves(solver, task.operator(ExactPriors.SHAPE, SEED)));
    }

    /** Without noise, what can be inverted leaves a single image and no posterior to sample. */
    boolean sensible() {
      return sigma > 0 || !(task instanceof Task.Denoise || task instanceof DeblurTask);
    }
  }

  /** Measures every combination; solvers that refuse an operator are left out there. */
  public List<Conformance> run(Listener listener) {
    Backend.initialize();
    List<Case> cases = cases();
    int all = combinations();
    int done = 0;
    List<Conformance> rows = new ArrayList<>();
    for (Case c : cases) {
      try (PointerScope scope = new PointerScope()) {
        Measurement seen = measurement(c, c.operator());
        NormalMixture posterior =
            c.images.posterior(c.linear(), seen.y(), seen.noise().sigmaInModelUnits());
        Yardstick yardstick = new Yardstick(posterior, samples);
        rows.add(row(c, EXACT, "", yardstick.agreement(exact(posterior))));
        listener.measured(++done, all, rows.get(rows.size() - 1));
        for (Map.Entry<String, Solver> entry : solvers.entrySet()) {
          done++;
          Solver solver = entry.getValue();
          if (c.takes(solver)) {
            try (PointerScope run = new PointerScope()) {
              Agreement agreement = yardstick.agreement(drawn(c, solver, seen));
              rows.add(row(c, entry.getKey(), solver.toString(), agreement));
            }
            listener.measured(done, all, rows.get(rows.size() - 1));
          }
        }
      }
    }
    return rows;
  }

  /** Rows of the table, if every solver served every operator. */
  public int combinations() {
    return cases().size() * (solvers.size() + 1);
  }

  private List<Case> cases() {
    List<Case> cases = new ArrayList<>();
    ExactPriors.all()
        .forEach(
            (name, images) -> {
              for (Task task : tasks) {
                for (double sigma : sigmas) {
                  cases.add(new Case(name, images, Optional.empty(), task, sigma));
                }
              }
            });
    NormalMixture latents = ExactPriors.gaussianInLatents();
    for (Task task : tasks) {
      for (double sigma : sigmas) {
        cases.add(
            new Case("Gaussian in latents", latents, Optional.of(new Cosines()), task, sigma));
      }
    }
    return cases.stream().filter(Case::sensible).toList();
  }

  private static boolean serves(Solver solver, ForwardOperator operator) {
    try {
      solver.requireServes(operator);
      return true;
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  private static Measurement measurement(Case c, ForwardOperator operator) {
    Noise noise = c.sigma == 0 ? new Noise.None() : new Noise.Gaussian(c.sigma);
    Tensor truth = c.images.sample(1, SEED);
    Tensor z = source(1).normal(0, "measurement", operator.measurementShape());
    return Measurement.of(operator, truth, noise, z);
  }

  private Tensor exact(NormalMixture posterior) {
    SamplingLoop loop = new SamplingLoop(posterior, SCHEDULE, EXACT_PLAN);
    NoiseSource noise = source(samples);
    return loop.draw(noise, ExactPriors.SHAPE, SamplingLoop.Listener.NONE);
  }

  private Tensor drawn(Case c, Solver solver, Measurement seen) {
    Tensor y = seen.y().expand(seen.operator().measurementShape().batch(samples)).contiguous();
    Measurement each = new Measurement(y, seen.operator(), seen.noise());
    // Images of these priors leave [-1, 1], where clipping would be wrong.
    Plan plan = solver.plan();
    Plan unclipped = plan.withClip(false);
    SamplingLoop whole = new SamplingLoop(c.images, SCHEDULE, unclipped);
    SamplingLoop loop =
        whole.steps() <= mostSteps
            ? whole
            : new SamplingLoop(c.images, SCHEDULE, unclipped.withSteps("" + mostSteps));
    return new PosteriorRun(solver, each, loop, source(samples)).run(SamplingLoop.Listener.NONE);
  }

  private static NoiseSource source(int images) {
    return new KeyedNoise(SEED, LongStream.range(0, images).toArray());
  }

  private static Conformance row(Case c, String solver, String settings, Agreement agreement) {
    return new Conformance(solver, c.prior, c.task.name(), c.sigma, settings, agreement);
  }
}
