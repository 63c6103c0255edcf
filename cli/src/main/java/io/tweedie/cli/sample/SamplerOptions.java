package io.tweedie.cli.sample;

import io.tweedie.core.sampling.Plan;
import io.tweedie.core.sampling.Transition;
import io.tweedie.core.schedule.NoiseSchedule;
import io.tweedie.models.scheduler.SchedulerProvider;
import java.util.Iterator;
import java.util.Locale;
import java.util.stream.Stream;
import picocli.CommandLine.Option;

/** How images are drawn. */
final class SamplerOptions {

  private static final String DDIM = "ddim";
  private static final String LANGEVIN = "langevin";
  private static final String LANGEVIN_STEPS = "150";

  @Option(
      names = "--sampler",
      paramLabel = "NAME",
      defaultValue = DDIM,
      completionCandidates = Samplers.class,
      description = "Method: ${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}).")
  private String name;

  @Option(
      names = "--steps",
      paramLabel = "S",
      completionCandidates = UsualSteps.class,
      description =
          "As of restore, or karras:20 for noise levels dense where there is little noise (default:"
              + " ${COMPLETION-CANDIDATES}); for langevin the number of noise levels, with three"
              + " steps at each (default: "
              + LANGEVIN_STEPS
              + ").")
  private String steps;

  @Option(
      names = "--eta",
      paramLabel = "E",
      description = "Fresh noise of ddim, from 0 (none; default) to 1 (as much as ddpm).")
  private Double eta;

  /** The samplers that there are, each with what it does. */
  static final class Samplers implements Iterable<String> {

    @Override
    public Iterator<String> iterator() {
      return Stream.concat(
              SchedulerProvider.ALL.all().stream()
                  .map(s -> "%s (%s)".formatted(s.name(), s.summary())),
              Stream.of(LANGEVIN + " (walks on the score, many steps)"))
          .iterator();
    }
  }

  /** The steps of each unless others are asked for. */
  static final class UsualSteps implements Iterable<String> {

    @Override
    public Iterator<String> iterator() {
      return SchedulerProvider.ALL.all().stream()
          .map(s -> "%s for %s".formatted(s.usualSteps(), s.name()))
          .iterator();
    }
  }

  /** Whether it walks down the levels of the schedule once, as parts of a run are counted. */
  boolean isDiffusion() {
    return !is(LANGEVIN);
  }

  private boolean is(String other) {
    return name.toLowerCase(Locale.ROOT).equals(other);
  }

  /**
   * The sampler that these options ask for.
   *
   * @throws IllegalArgumentException if they ask for none
   */
  Sampler sampler(NoiseSchedule schedule) {
    if (is(LANGEVIN)) {
      requireNoEta();
      return LangevinSampler.of(schedule, levels(steps == null ? LANGEVIN_STEPS : steps));
    }
    SchedulerProvider scheduler = scheduler();
    if (!scheduler.name().equals(DDIM)) {
      requireNoEta();
    }
    Transition transition = eta == null ? scheduler.transition() : new Transition.Ddim(eta);
    String visited = steps == null ? scheduler.usualSteps() : steps;
    return new DiffusionSampler(schedule, new Plan(visited, transition, true));
  }

  private SchedulerProvider scheduler() {
    try {
      return SchedulerProvider.ALL.named(name);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "sampler '%s' is not known; choose one of %s, %s"
              .formatted(name, String.join(", ", SchedulerProvider.ALL.names()), LANGEVIN),
          e);
    }
  }

  private void requireNoEta() {
    if (eta != null) {
      throw new IllegalArgumentException("--eta is for --sampler ddim; the others have their own");
    }
  }

  private static int levels(String text) {
    try {
      return Integer.parseInt(text);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(
          "for langevin --steps is a number of noise levels, as 150, not '" + text + "'", e);
    }
  }
}
