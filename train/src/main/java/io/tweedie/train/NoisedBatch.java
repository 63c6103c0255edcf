package io.tweedie.train;

import io.tweedie.core.denoiser.Parameterization;
import io.tweedie.core.schedule.NoiseSchedule;
import java.util.Arrays;
import org.bytedeco.pytorch.Tensor;

/**
 * Clean images with noise of a level for each: x_t = sqrt(alphaBar) x_0 + sqrt(1 - alphaBar)
 * epsilon.
 */
record NoisedBatch(
    Tensor x0, Tensor noise, Tensor signalScale, Tensor noiseScale, double[] timesteps) {

  static NoisedBatch of(Tensor x0, Tensor noise, int[] timesteps, NoiseSchedule schedule) {
    double[] alphaBar = Arrays.stream(timesteps).mapToDouble(schedule::alphaBar).toArray();
    return new NoisedBatch(
        x0,
        noise,
        perImage(Arrays.stream(alphaBar).map(Math::sqrt).toArray()),
        perImage(Arrays.stream(alphaBar).map(a -> Math.sqrt(1 - a)).toArray()),
        Arrays.stream(timesteps).asDoubleStream().toArray());
  }

  private static Tensor perImage(double[] values) {
    float[] floats = new float[values.length];
    for (int i = 0; i < values.length; i++) {
      floats[i] = (float) values[i];
    }
    return Tensor.create(floats, values.length, 1, 1, 1);
  }

  Tensor xt() {
    return x0.mul(signalScale).add(noise.mul(noiseScale));
  }

  /** What a network of the given kind should have answered. */
  Tensor target(Parameterization prediction) {
    return switch (prediction) {
      case EPSILON -> noise;
      case X0 -> x0;
      case V -> noise.mul(signalScale).sub(x0.mul(noiseScale));
    };
  }

  /** The clean images that a network's output stands for. */
  Tensor denoised(Parameterization prediction, Tensor output) {
    return switch (prediction) {
      case EPSILON -> xt().sub(output.mul(noiseScale)).div(signalScale);
      case X0 -> output;
      case V -> xt().mul(signalScale).sub(output.mul(noiseScale));
    };
  }
}
