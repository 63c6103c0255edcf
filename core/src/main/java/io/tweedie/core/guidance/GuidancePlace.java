package io.tweedie.core.guidance;

import io.tweedie.core.denoiser.Denoiser;
import java.util.Arrays;
import java.util.Locale;

/** Which image the classifier is shown that guides. */
public enum GuidancePlace {
  /** The noisy image x_t. */
  XT {
    @Override
    NoisyClassifier shown(NoisyClassifier classifier, Denoiser prior) {
      return classifier;
    }
  },
  /** The prior's estimate of x_0; the prior is asked once more and differentiated. */
  X0 {
    @Override
    NoisyClassifier shown(NoisyClassifier classifier, Denoiser prior) {
      return new AtEstimate(prior, classifier);
    }
  };

  abstract NoisyClassifier shown(NoisyClassifier classifier, Denoiser prior);

  /**
   * Reads {@code xt} or {@code x0}.
   *
   * @throws IllegalArgumentException if it is neither
   */
  public static GuidancePlace parse(String word) {
    return Arrays.stream(values())
        .filter(place -> place.name().equalsIgnoreCase(word))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "guidance is at xt or at x0, not at '%s'".formatted(word)));
  }

  /** As {@link #parse} reads it. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
