package io.tweedie.core.guidance;

import io.tweedie.core.denoiser.Denoiser;
import java.util.Set;

/**
 * {@link ClassifierFreeGuidance}, {@code cfg:3}. Where it is switched off, the prior of the
 * condition is asked.
 *
 * @param scale of the difference; 0 is the unconditional prior, 1 the conditional one
 * @param rescale share of the rescaled prediction, from 0, none, to 1
 */
public record ClassifierFreeMethod(double scale, double rescale) implements GuidanceMethod {

  private static final String NAME = "cfg";

  /** Refuses scales that are no numbers and shares outside [0, 1]. */
  public ClassifierFreeMethod {
    ClassifierGuidance.requireScale(scale);
    ClassifierFreeGuidance.requireShare(rescale);
  }

  /** Without rescaling. */
  public ClassifierFreeMethod(double scale) {
    this(scale, 0);
  }

  @Override
  public String name() {
    return GuidanceProvider.name(NAME, scale);
  }

  @Override
  public Set<Need> needs() {
    return Set.of(Need.CONDITION, Need.NULL_CONDITION);
  }

  @Override
  public Denoiser guide(Setup setup) {
    return new ClassifierFreeGuidance(setup.prior(), setup.condition(), scale, rescale);
  }

  @Override
  public Denoiser unguided(Setup setup) {
    return setup.prior().given(setup.condition());
  }

  @Override
  public ClassifierFreeMethod withRescale(double share) {
    return new ClassifierFreeMethod(scale, share);
  }

  /** Reads {@code cfg:3}. */
  public static final class Provider implements GuidanceProvider {

    @Override
    public String name() {
      return NAME;
    }

    @Override
    public String summary() {
      return "classifier-free; 1 is none, 3 is usual";
    }

    @Override
    public GuidanceMethod parse(String settings) {
      return new ClassifierFreeMethod(scale(settings));
    }
  }
}
