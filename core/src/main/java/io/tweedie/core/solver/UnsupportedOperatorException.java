package io.tweedie.core.solver;

import io.tweedie.core.latent.Decoded;
import io.tweedie.core.measurement.Noise;
import io.tweedie.core.operator.ForwardOperator;
import io.tweedie.core.operator.Identity;
import io.tweedie.core.operator.LinearOperator;
import io.tweedie.core.operator.PseudoInvertible;
import io.tweedie.core.operator.SpectralOperator;
import io.tweedie.core.solver.Solvers.Preset;
import io.tweedie.core.task.Task;
import io.tweedie.core.tensor.Shape;
import java.util.Locale;
import java.util.stream.Collectors;

/** A solver was asked to serve an operator that its method has no answer for. */
public final class UnsupportedOperatorException extends IllegalArgumentException {

  private static final long serialVersionUID = 1L;

  private static final Noise NOISE = new Noise.Gaussian(0.05);

  /** The methods that serve what is seen through a decoder, by name. */
  private static final String SERVE_LATENTS = "ldps, psld, gml-dps, ldir, p2l, dps or red-diff";

  private final boolean ofNoise;

  private UnsupportedOperatorException(String message, boolean ofNoise) {
    super(message);
    this.ofNoise = ofNoise;
  }

  /** Says who refuses what, and what is served. */
  public UnsupportedOperatorException(String solver, ForwardOperator operator, String serves) {
    this("%s cannot serve %s; it serves %s".formatted(solver, operator.name(), serves), false);
  }

  /** Refuses operators of pixels. */
  public static void requireDecoded(String solver, ForwardOperator operator) {
    if (!(operator instanceof Decoded)) {
      throw new UnsupportedOperatorException(
          ("%s restores in the latents of an autoencoder, and this model is of pixels; take a"
                  + " text-to-image model, or a method for pixels such as dps")
              .formatted(solver),
          false);
    }
  }

  /** Refuses operators of pixels, and those of latents whose physics is not linear. */
  public static void requireDecodedLinear(String solver, ForwardOperator operator) {
    requireDecoded(solver, operator);
    requireLinear(solver, ((Decoded) operator).physics());
  }

  /** What a method that needs more of pixels than to differentiate them cannot see. */
  static void requirePixels(String solver, ForwardOperator operator) {
    if (operator instanceof Decoded) {
      throw new UnsupportedOperatorException(
          "%s does not restore in latents, as a text-to-image model does; take %s"
              .formatted(solver, SERVE_LATENTS),
          false);
    }
  }

  /** Refuses operators that are not linear. */
  public static void requireLinear(String solver, ForwardOperator operator) {
    requirePixels(solver, operator);
    if (!(operator instanceof LinearOperator)) {
      throw new UnsupportedOperatorException(
          solver, operator, "linear operators (sr, inpaint, colorize, denoise, deblur)");
    }
  }

  /** Refuses operators without A+. */
  public static void requirePseudoInvertible(String solver, ForwardOperator operator) {
    requirePixels(solver, operator);
    if (!(operator instanceof PseudoInvertible)) {
      throw new UnsupportedOperatorException(
          solver, operator, "linear operators (sr, inpaint, colorize, denoise, deblur) and jpeg");
    }
  }

  /** Refuses operators whose singular values are not known. */
  public static void requireSpectral(String solver, ForwardOperator operator) {
    requirePixels(solver, operator);
    if (!(operator instanceof SpectralOperator)) {
      throw new UnsupportedOperatorException(
          solver,
          operator,
          "linear operators whose singular value decomposition is known (sr, sr-bicubic, inpaint,"
              + " colorize, denoise, deblur-gaussian, any deblur with circular boundary)");
    }
  }

  /** Refuses noise that would be taken for image. */
  public static void requireExact(String solver, Noise noise) {
    if (!noise.isNegligible()) {
      throw new UnsupportedOperatorException(
          String.format(
              Locale.ROOT,
              "%s takes the measurement for exact, and its noise of sigma %.4g for image",
              solver,
              noise.sigma()),
          true);
    }
  }

  /** Names methods that serve what was refused, where it was noise: those of other jars, too. */
  @Override
  public String getMessage() {
    // Not before somebody reads it: methods that refuse noise are asked as well, and end up here.
    return ofNoise
        ? super.getMessage() + "; for noisy measurements take one of " + servingNoise()
        : super.getMessage();
  }

  private static String servingNoise() {
    return SolverProvider.ALL.all().stream()
        .filter(UnsupportedOperatorException::servesNoise)
        .map(SolverProvider::name)
        .collect(Collectors.joining(", "));
  }

  private static boolean servesNoise(SolverProvider provider) {
    try {
      Solver solver = provider.create(Preset.OFFICIAL, new Task.Denoise(), NOISE);
      solver.requireServes(NOISE);
      solver.requireServes(new Identity(new Shape(3, 8, 8)));
      return true;
    } catch (IllegalArgumentException e) {
      return false;
    }
  }
}
