package io.tweedie.models.nn;

import org.bytedeco.pytorch.Tensor;

/**
 * Sinusoidal features of a timestep (Vaswani et al. 2017), in the two orders that checkpoints use.
 * Angles are rounded to float32, as in the code that trained the checkpoints.
 */
public enum TimestepEmbedding {
  /** Cosines first, frequencies 10000^(-k / half): guided-diffusion. */
  COSINE_FIRST {
    @Override
    void fill(float[] row, int offset, int half, float timestep) {
      for (int k = 0; k < half; k++) {
        float angle = timestep * (float) Math.exp(-Math.log(10000) * k / half);
        row[offset + k] = (float) Math.cos(angle);
        row[offset + half + k] = (float) Math.sin(angle);
      }
    }
  },
  /** Sines first, frequencies 10000^(-k / (half - 1)): the DDPM of Ho et al. */
  SINE_FIRST {
    @Override
    void fill(float[] row, int offset, int half, float timestep) {
      for (int k = 0; k < half; k++) {
        float angle = timestep * (float) Math.exp(-Math.log(10000) * k / (half - 1));
        row[offset + k] = (float) Math.sin(angle);
        row[offset + half + k] = (float) Math.cos(angle);
      }
    }
  };

  abstract void fill(float[] row, int offset, int half, float timestep);

  /**
   * Embeds timesteps.
   *
   * @param timesteps one or N timesteps, fractional ones allowed
   * @param channels width of the embedding, at least 4; an odd last channel is zero
   * @return float32 [timesteps.length, channels]
   */
  public Tensor embed(double[] timesteps, int channels) {
    float[] rows = new float[timesteps.length * channels];
    for (int n = 0; n < timesteps.length; n++) {
      fill(rows, n * channels, channels / 2, (float) timesteps[n]);
    }
    return Tensor.create(rows, timesteps.length, channels);
  }
}
