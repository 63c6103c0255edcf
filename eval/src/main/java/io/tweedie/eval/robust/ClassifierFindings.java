package io.tweedie.eval.robust;

import io.tweedie.models.prior.ClassEnergies;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * What was found of one classifier; of parts that were not asked for, nothing.
 *
 * @param name of the classifier
 * @param attacked by rising radius
 * @param paths what it makes of images on the way
 * @param energies of images that it learned from
 */
public record ClassifierFindings(
    String name,
    List<AttackedShare> attacked,
    Map<DiffusionPath, List<PathPoint>> paths,
    Optional<ClassEnergies> energies) {

  /** Copies the list. */
  public ClassifierFindings {
    attacked = List.copyOf(attacked);
  }

  /** The mean accuracy over all places of a path that were asked for, in [0, 1]. */
  public OptionalDouble meanAccuracy(DiffusionPath path) {
    return paths.getOrDefault(path, List.of()).stream().mapToDouble(PathPoint::accuracy).average();
  }
}
