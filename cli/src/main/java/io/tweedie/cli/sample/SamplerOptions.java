package io.tweedie.cli.sample;

import io.tweedie.models.scheduler.SchedulerProvider;
import io.tweedie.restore.sampler.Samplers;
import java.util.Iterator;
import java.util.stream.Stream;
import picocli.CommandLine.Option;

/** How images are drawn. */
final class SamplerOptions {

  @Option(
      names = "--sampler",
      paramLabel = "NAME",
      defaultValue = Samplers.USUAL,
      completionCandidates = Names.class,
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
              + Samplers.LANGEVIN_STEPS
              + ").")
  private String steps;

  @Option(
      names = "--eta",
      paramLabel = "E",
      description = "Fresh noise of ddim, from 0 (none; default) to 1 (as much as ddpm).")
  private Double eta;

  /** The samplers that there are, each with what it does. */
  static final class Names implements Iterable<String> {

    @Override
    public Iterator<String> iterator() {
      return Stream.concat(
              SchedulerProvider.ALL.all().stream()
                  .map(s -> "%s (%s)".formatted(s.name(), s.summary())),
              Stream.of(Samplers.LANGEVIN + " (walks on the score, many steps)"))
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

  String name() {
    return name;
  }

  String steps() {
    return steps;
  }

  Double eta() {
    return eta;
  }
}
