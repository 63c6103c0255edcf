package io.tweedie.core.solver;

import io.tweedie.core.latent.Decoded;
import io.tweedie.core.measurement.Noise;
import io.tweedie.core.operator.ForwardOperator;
import io.tweedie.core.operator.LinearOperator;
import io.tweedie.core.operator.PseudoInvertible;
import io.tweedie.core.operator.SpectralOperator;
import java.util.Locale;

/** A solver was asked to serve an operator that its method has no answer for. */
public final class UnsupportedOperatorException extends IllegalArgumentException {

  private static final long serialVersionUID = 1L;

  /** The methods that serve noisy measurements, by name. */
  static final String SERVE_NOISE =
      "posterior-mean, ddrm, ddnm+, diffpir, dds, red-diff, dps, dpg, dpg-ddim or"
          + " score-inpainting";

  /** The methods that serve what is seen through a decoder, by name. */
  private static final String SERVE_LATENTS = "ldps, psld, gml-dps, ldir, p2l, dps or red-diff";

  private UnsupportedOperatorException(String message) {
    super(message);
  }

  /** Says who refuses what, and what is served. */
  public UnsupportedOperatorException(String solver, ForwardOperator operator, String serves) {
    super("%s cannot serve %s; it serves %s".formatted(solver, operator.name(), serves));
  }

  /** Refuses operators of pixels. */
  public static void requireDecoded(String solver, ForwardOperator operator) {
    if (!(operator instanceof Decoded)) {
      throw new UnsupportedOperatorException(
          ("%s restores in the latents of an autoencoder, and this model is of pixels; take a"
                  + " text-to-image model, or a method for pixels such as dps")
              .formatted(solver));
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
              .formatted(solver, SERVE_LATENTS));
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
              "%s takes the measurement for exact, and its noise of sigma %.4g for image; for noisy"
                  + " measurements take %s",
              solver,
              noise.sigma(),
              SERVE_NOISE));
    }
  }
}
