package io.tweedie.core.guidance;

import io.tweedie.core.denoiser.Denoiser;
import io.tweedie.core.guidance.GuidanceMethod.Need;
import io.tweedie.core.guidance.GuidanceMethod.Setup;
import java.util.function.UnaryOperator;

/**
 * How a run is guided, as users name it: a method with its settings, such as {@code cfg:3}, and the
 * part of the run in which it guides.
 *
 * @param method with its settings
 * @param start where in the run guidance begins, in [0, 1): 0 is pure noise
 * @param stop where it ends, in (start, 1]: 1 is the clean image
 */
public record Guidance(GuidanceMethod method, double start, double stop) {

  /** Refuses parts of the run that are none. */
  public Guidance {
    GuidanceInterval.requireShares(start, stop);
  }

  /** Over the whole run. */
  public Guidance(GuidanceMethod method) {
    this(method, 0, 1);
  }

  /**
   * Reads a method and its settings, such as {@code cfg:3}.
   *
   * @throws IllegalArgumentException if there is no such method, or it has no such settings
   */
  public static Guidance parse(String text) {
    int colon = text.indexOf(':');
    return colon < 0
        ? new Guidance(GuidanceProvider.ALL.named(text).parse(""))
        : new Guidance(
            GuidanceProvider.ALL.named(text.substring(0, colon)).parse(text.substring(colon + 1)));
  }

  /** The same with the contrast of guided predictions brought back by this share. */
  public Guidance withRescale(double share) {
    return new Guidance(method.withRescale(share), start, stop);
  }

  /** The same with the method changed, as to another schedule. */
  public Guidance with(UnaryOperator<GuidanceMethod> change) {
    return new Guidance(change.apply(method), start, stop);
  }

  /** The same in a part of the run only. */
  public Guidance withInterval(double start, double stop) {
    return new Guidance(method, start, stop);
  }

  /** Method and settings as {@link #parse} reads them. */
  public String name() {
    return method.name();
  }

  /** The method without its settings, as {@code cfg}. */
  public String word() {
    return name().split(":", 2)[0];
  }

  /** How strongly it guides. */
  public double scale() {
    return method.scale();
  }

  /** Whether something must be there for it: for the method, or for guiding a part of a run. */
  public boolean needs(Need need) {
    return method.needs().contains(need) || need == Need.STEPS && !isAlways();
  }

  private boolean isAlways() {
    return start == 0 && stop == 1;
  }

  /**
   * The guided prior.
   *
   * @throws IllegalArgumentException if something is missing that the method needs, or it cannot
   *     guide to the condition
   */
  public Denoiser guide(Setup setup) {
    Denoiser guided = method.guide(setup);
    return isAlways()
        ? guided
        : GuidanceInterval.ofRun(guided, method.unguided(setup), setup.levels(), start, stop);
  }
}
