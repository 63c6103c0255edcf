package io.tweedie.core.sampling;

import static io.tweedie.core.tensor.Scalars.plus;
import static io.tweedie.core.tensor.Scalars.scalar;
import static io.tweedie.core.tensor.Scalars.sum;
import static io.tweedie.core.tensor.Scalars.times;
import static org.bytedeco.pytorch.global.torch.exp;

import io.tweedie.core.denoiser.Parameterization;
import io.tweedie.core.schedule.NoiseSchedule;
import java.util.Optional;
import org.bytedeco.pytorch.Tensor;

/**
 * The reverse step from x_t to x_{t-1}, given an estimate of x_0. At the last step, where no noise
 * is left unless the schedule ends with some, every transition returns its mean. Anyone may write
 * one; a record of settings, that holds nothing of a run.
 */
public interface Transition {

  /** What a transition may use. */
  interface Context {

    /** The noise levels of the run. */
    NoiseSchedule levels();

    /** The level of x_t, in {@link #levels}; the step goes to that below, from 0 to the end. */
    int index();

    /** What the prior says of x_t, before any solver's correction. */
    Estimate estimate();

    /** The noisy images, N x C x H x W. */
    default Tensor xt() {
      return estimate().x();
    }

    /**
     * Asks the prior elsewhere, under the condition of {@link #estimate}.
     *
     * @param x images, N x C x H x W
     * @param index their level, in {@link #levels}
     */
    Estimate ask(Tensor x, int index);

    /**
     * How many steps led straight down to this one, each to the level at which the next began: 0 at
     * the first step, and where the run has travelled back. As many a multistep method may go on
     * from.
     */
    int history();

    /** What the transition kept in an earlier step; names are apart from those of solvers. */
    Optional<Tensor> recall(String name);

    /** Keeps a tensor for the steps to come, as {@link Step#keep} does. */
    void keep(String name, Tensor value);
  }

  /**
   * Steps.
   *
   * @param c where the run is
   * @param x0 the estimate to step from
   * @param noise standard normal, of the shape of {@code x0}
   * @return x_{t-1}
   */
  Tensor step(Context c, Tensor x0, Tensor noise);

  /**
   * Ancestral sampling from q(x_{t-1} | x_t, x_0) (Ho et al. 2020, equations 6 and 7).
   *
   * @param variance which variance; a prior that learned one overrides {@link Variance#LEARNED}
   */
  record Ddpm(Variance variance) implements Transition {

    @Override
    public Tensor step(Context c, Tensor x0, Tensor noise) {
      NoiseSchedule s = c.levels();
      int t = c.index();
      double alphaBar = s.alphaBar(t);
      double alphaBarPrevious = s.alphaBar(t - 1);
      double x0Weight = Math.sqrt(alphaBarPrevious) * s.beta(t) / (1 - alphaBar);
      double xtWeight = Math.sqrt(1 - s.beta(t)) * (1 - alphaBarPrevious) / (1 - alphaBar);
      Tensor mean = sum(x0Weight, x0, xtWeight, c.xt());
      if (t == 0) {
        return mean;
      }
      Optional<Tensor> learned =
          variance == Variance.LEARNED ? c.estimate().varianceInterpolation() : Optional.empty();
      if (learned.isPresent()) {
        return mean.add(learnedDeviation(s, t, learned.get()).mul(noise));
      }
      double v = variance == Variance.FIXED_LARGE ? s.beta(t) : s.posteriorVariance(t);
      return plus(mean, Math.sqrt(v), noise);
    }

    /** exp of half the log variance between its bounds (Nichol and Dhariwal 2021, equation 15). */
    private static Tensor learnedDeviation(NoiseSchedule s, int t, Tensor interpolation) {
      double smallest = Math.log(s.posteriorVariance(t));
      double largest = Math.log(s.beta(t));
      Tensor logVariance =
          times((largest - smallest) / 2, interpolation).add(scalar((largest + smallest) / 2));
      return exp(times(0.5, logVariance));
    }
  }

  /** Variances of the ancestral step. */
  enum Variance {
    /** The posterior variance beta-tilde: exact for a single clean image. */
    FIXED_SMALL,
    /** beta: exact for white noise. */
    FIXED_LARGE,
    /** Between both, as the prior learned; {@link #FIXED_SMALL} where it did not. */
    LEARNED
  }

  /**
   * Denoising diffusion implicit model (Song et al. 2021, equations 12 and 16), with epsilon
   * derived anew from the estimate. With x / sqrt(alphaBar) in the place of x and sigma = sqrt((1 -
   * alphaBar) / alphaBar), eta 0 is Euler's step along the probability flow of Karras et al. (2022,
   * <a href="https://arxiv.org/abs/2206.00364">arXiv 2206.00364</a>, Algorithm 1), x0 + sigma'
   * epsilon, and eta 1 the ancestral Euler step of k-diffusion, x0 + (sigma'^2 / sigma) epsilon +
   * sigma' sqrt(1 - sigma'^2 / sigma^2) z.
   *
   * @param eta 0 is deterministic, 1 has the variance of DDPM
   */
  record Ddim(double eta) implements Transition {

    /** Refuses etas outside [0, 1]. */
    public Ddim {
      requireEta(eta);
    }

    @Override
    public Tensor step(Context c, Tensor x0, Tensor noise) {
      double alphaBar = c.levels().alphaBar(c.index());
      return along(c, x0, Parameterization.epsilonOf(c.xt(), x0, alphaBar), noise);
    }

    /** The step from an estimate in the direction of a noise. */
    Tensor along(Context c, Tensor x0, Tensor epsilon, Tensor noise) {
      double alphaBar = c.levels().alphaBar(c.index());
      double previous = c.levels().alphaBar(c.index() - 1);
      double sigma =
          eta * Math.sqrt((1 - previous) / (1 - alphaBar)) * Math.sqrt(1 - alphaBar / previous);
      double direction = Math.sqrt(Math.max(0, 1 - previous - sigma * sigma));
      Tensor mean = sum(Math.sqrt(previous), x0, direction, epsilon);
      return sigma == 0 ? mean : plus(mean, sigma, noise);
    }
  }

  /**
   * DDIM in the direction of the prior's own epsilon, also where the estimate of x_0 was clipped or
   * corrected: what diffusers' DDIMScheduler does unless told {@code use_clipped_model_output}.
   * Else as {@link Ddim}.
   *
   * @param eta as there
   */
  record DdimOfPrior(double eta) implements Transition {

    /** Refuses etas outside [0, 1]. */
    public DdimOfPrior {
      requireEta(eta);
    }

    @Override
    public Tensor step(Context c, Tensor x0, Tensor noise) {
      return new Ddim(eta).along(c, x0, c.estimate().epsilon(), noise);
    }
  }

  /**
   * Mixes the prior's own epsilon with fresh noise in a fixed proportion: sqrt(alphaBarPrevious) x0
   * + sqrt(1 - alphaBarPrevious) (eta z + sqrt(1 - eta^2) epsilon), as the code of DDNM and DDRM
   * does.
   *
   * @param eta share of fresh noise, in [0, 1]
   */
  record Remix(double eta) implements Transition {

    /** Refuses etas outside [0, 1]. */
    public Remix {
      requireEta(eta);
    }

    @Override
    public Tensor step(Context c, Tensor x0, Tensor noise) {
      double previous = c.levels().alphaBar(c.index() - 1);
      double deviation = Math.sqrt(1 - previous);
      double kept = deviation * Math.sqrt(1 - eta * eta);
      Tensor mean = sum(Math.sqrt(previous), x0, kept, c.estimate().epsilon());
      return plus(mean, deviation * eta, noise);
    }
  }

  /**
   * Another transition at a low temperature: what it adds to the estimate of x_0 is scaled,
   * sqrt(alphaBarPrevious) x0 + temperature (step - sqrt(alphaBarPrevious) x0), after the
   * low-temperature sampling of flows and Langevin chains. At 1 a run draws one of the images that
   * fit; below, it goes toward their mean, nearer to the truth in mean square and with less
   * texture.
   *
   * @param temperature in [0, 1]
   * @param inner the transition at temperature 1
   */
  record Tempered(double temperature, Transition inner) implements Transition {

    /** Refuses temperatures outside [0, 1]. */
    public Tempered {
      requireShare("temperature", temperature);
    }

    @Override
    public Tensor step(Context c, Tensor x0, Tensor noise) {
      return toward(x0, c.levels().alphaBar(c.index() - 1), inner.step(c, x0, noise));
    }

    Tensor toward(Tensor x0, double alphaBarPrevious, Tensor next) {
      return times(Math.sqrt(alphaBarPrevious), x0).lerp(next, scalar(temperature));
    }
  }

  private static void requireEta(double eta) {
    requireShare("eta", eta);
  }

  /** Refuses what is no share. */
  static void requireShare(String what, double share) {
    if (!(share >= 0 && share <= 1)) {
      throw new IllegalArgumentException("%s must be in [0, 1], got %s".formatted(what, share));
    }
  }
}
