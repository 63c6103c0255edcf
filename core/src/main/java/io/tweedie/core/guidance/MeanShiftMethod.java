package io.tweedie.core.guidance;

import io.tweedie.core.denoiser.Condition;
import io.tweedie.core.denoiser.Denoiser;
import java.util.Set;

/**
 * {@link MeanShiftGuidance}, {@code cg-mean:5}.
 *
 * @param scale 0 guides not at all
 */
public record MeanShiftMethod(double scale) implements GuidanceMethod {

  private static final String NAME = "cg-mean";

  /** Refuses scales that are no numbers. */
  public MeanShiftMethod {
    ClassifierGuidance.requireScale(scale);
  }

  @Override
  public String name() {
    return GuidanceProvider.name(NAME, scale);
  }

  @Override
  public Set<Need> needs() {
    return Set.of(Need.CONDITION, Need.CLASSIFIER, Need.STEPS);
  }

  @Override
  public Denoiser guide(Setup setup) {
    return new MeanShiftGuidance(
        setup.prior().unconditional(),
        setup.classifierFor(this),
        setup.condition().as(Condition.Classes.class, name()),
        scale,
        setup.levels(),
        setup.variance());
  }

  /** Reads {@code cg-mean:5}. */
  public static final class Provider implements GuidanceProvider {

    @Override
    public String name() {
      return NAME;
    }

    @Override
    public String summary() {
      return "the same as a shift of the step's mean";
    }

    @Override
    public GuidanceMethod parse(String settings) {
      return new MeanShiftMethod(scale(settings));
    }
  }
}
