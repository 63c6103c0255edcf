package io.tweedie.models.scheduler;

import io.tweedie.core.registry.Named;
import io.tweedie.core.registry.Registry;
import io.tweedie.core.sampling.Transition;
import java.util.stream.Collectors;

/**
 * Makes a scheduler known by a name. Classes that implement it are found as {@link Registry} says.
 */
public interface SchedulerProvider extends Named {

  /** All schedulers, the project's own in the order of publication. */
  Registry<SchedulerProvider> ALL = new Registry<>(SchedulerProvider.class, "scheduler");

  /** For the help: what it does, a few words without full stop. */
  String summary();

  /** Steps of a run that draws images from a prior with nothing else to say how. */
  String usualSteps();

  /** Its reverse step, with the settings of such a run. */
  Transition transition();

  /** The class in diffusers that it stands for, as {@code _class_name} of a file gives it. */
  String diffusersClass();

  /** Whether a file describes it. */
  default boolean isMeant(SchedulerConfig config) {
    return config.className().filter(diffusersClass()::equals).isPresent();
  }

  /**
   * The scheduler of a configuration.
   *
   * @throws IllegalArgumentException naming the key and the value that cannot be served
   */
  Scheduler create(SchedulerConfig config);

  /**
   * The one that a file describes.
   *
   * @throws IllegalArgumentException if there is none, listing those there are
   */
  static SchedulerProvider of(SchedulerConfig config) {
    return ALL.all().stream()
        .filter(provider -> provider.isMeant(config))
        .findFirst()
        .orElseThrow(
            () ->
                config.refused(
                    "_class_name",
                    ALL.all().stream()
                            .map(SchedulerProvider::diffusersClass)
                            .distinct()
                            .collect(Collectors.joining(", "))
                        + "; or choose a scheduler by name, of "
                        + String.join(", ", ALL.names())));
  }
}
