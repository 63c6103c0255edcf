package io.tweedie.cli.restore;

import io.tweedie.core.solver.SolverProvider;
import io.tweedie.restore.spec.MethodSpec;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import picocli.CommandLine.Option;

/** How a photo is restored. */
final class SolverOptions {

  @Option(
      names = "--solver",
      paramLabel = "NAME",
      completionCandidates = Methods.class,
      description =
          "Method: ${COMPLETION-CANDIDATES} (default: ddnm; posterior-mean for denoise; diffpir,"
              + " ddnm+ or ddrm for blur and other noisy photos; red-diff for nonlinear blur; dps"
              + " for phases, which takes longer; with a text-to-image model p2l, or ldir where the"
              + " task is not linear).")
  private String solver;

  @Option(
      names = "--quality",
      paramLabel = "Q",
      description =
          "How often the prior is asked: fast, balanced (default: more hardly helps) or best (the"
              + " sharper picture where it shows, whatever it takes); docs/solvers.md has the"
              + " curves.")
  private String quality;

  @Option(
      names = "--preset",
      paramLabel = "NAME",
      description =
          "Its settings: paper (as published), official (as the authors' code runs), tuned (as"
              + " measured best with the model, where its model.json says so, as that of photos"
              + " does, and else official: --quality balanced) or posterior (to draw several"
              + " possible images, which have more texture than the one nearest to all); default:"
              + " tuned, with --samples posterior.")
  private String preset;

  @Option(
      names = "--steps",
      paramLabel = "S",
      description =
          "Steps from noise to image: 100, ddim50, uniform:100, trailing:100, quadratic:100,"
              + " root:100, or geometric:6,0.4,0.03 for six noise levels from sigma 0.4 to 0.03"
              + " (default: the method's own).")
  private String steps;

  @Option(
      names = "--eta",
      paramLabel = "E",
      description = "Fresh noise in each step, from 0 (none) to 1 (default: the method's own).")
  private Double eta;

  @Option(
      names = "--travel",
      paramLabel = "LENGTH,REPEAT",
      description =
          "Go back LENGTH noise levels now and then, and walk each stretch REPEAT times; helps"
              + " large holes, for as much more time (default: straight down).")
  private String travel;

  @Option(
      names = "--set",
      paramLabel = "KEY=VALUE",
      description =
          "A setting of the method, such as stepSize=0.5 of dps, or of its way: temperature=0.7,"
              + " start=noise, grey, guess or guess:TEMPERATURE, transition=NAME for the step of a sampler"
              + " of sample; may be repeated.")
  private Map<String, String> settings = new LinkedHashMap<>();

  /** The methods that there are, each with what it does where it says so. */
  static final class Methods implements Iterable<String> {

    @Override
    public Iterator<String> iterator() {
      return SolverProvider.ALL.all().stream()
          .map(m -> m.summary().isEmpty() ? m.name() : m.name() + " (" + m.summary() + ")")
          .iterator();
    }
  }

  /** What they say. */
  MethodSpec method() {
    return new MethodSpec(solver, quality, preset, steps, eta, travel, settings);
  }
}
