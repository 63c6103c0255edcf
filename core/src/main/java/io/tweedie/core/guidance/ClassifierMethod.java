package io.tweedie.core.guidance;

import io.tweedie.core.denoiser.Condition;
import io.tweedie.core.denoiser.Denoiser;
import java.util.Set;

/**
 * {@link ClassifierGuidance}, {@code cg:5}.
 *
 * @param scale 0 guides not at all
 */
public record ClassifierMethod(double scale) implements GuidanceMethod {

  private static final String NAME = "cg";

  /** Refuses scales that are no numbers. */
  public ClassifierMethod {
    ClassifierGuidance.requireScale(scale);
  }

  @Override
  public String name() {
    return GuidanceProvider.name(NAME, scale);
  }

  @Override
  public Set<Need> needs() {
    return Set.of(Need.CONDITION, Need.CLASSIFIER);
  }

  @Override
  public Denoiser guide(Setup setup) {
    return new ClassifierGuidance(
        setup.prior().unconditional(),
        setup.classifierFor(this),
        setup.condition().as(Condition.Classes.class, name()),
        scale);
  }

  /** Reads {@code cg:5}. */
  public static final class Provider implements GuidanceProvider {

    @Override
    public String name() {
      return NAME;
    }

    @Override
    public String summary() {
      return "by a classifier of noisy images; 0 is none";
    }

    @Override
    public GuidanceMethod parse(String settings) {
      return new ClassifierMethod(scale(settings));
    }
  }
}
