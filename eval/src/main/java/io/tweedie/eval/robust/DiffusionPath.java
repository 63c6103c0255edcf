package io.tweedie.eval.robust;

import static io.tweedie.core.tensor.Scalars.scalar;

import io.tweedie.core.random.NoiseSource;
import io.tweedie.core.schedule.NoiseLevel;
import io.tweedie.core.tensor.Shape;
import org.bytedeco.pytorch.Tensor;

/** What becomes of clean images along the forward process, wholly or in part. */
public enum DiffusionPath {
  /** All of it: sqrt(alphaBar) x + sqrt(1 - alphaBar) epsilon. */
  NOISE("noise") {
    @Override
    Tensor at(Tensor images, NoiseLevel level, NoiseSource noise) {
      Shape shape = new Shape(images.size(1), images.size(2), images.size(3));
      Tensor epsilon = noise.normal((int) level.timestep(), "forward process", shape);
      return FADING
          .at(images, level, noise)
          .add(epsilon.mul(scalar(Math.sqrt(1 - level.alphaBar()))));
    }
  },
  /** The light alone: pixels that count from black are multiplied by sqrt(alphaBar). */
  DARKNESS("darkness") {
    @Override
    Tensor at(Tensor images, NoiseLevel level, NoiseSource noise) {
      return images.add(scalar(1)).mul(scalar(Math.sqrt(level.alphaBar()))).sub(scalar(1));
    }
  },
  /** The signal alone: sqrt(alphaBar) x, of pixels that count from middle grey. */
  FADING("fading") {
    @Override
    Tensor at(Tensor images, NoiseLevel level, NoiseSource noise) {
      return images.mul(scalar(Math.sqrt(level.alphaBar())));
    }
  };

  private final String word;

  DiffusionPath(String word) {
    this.word = word;
  }

  /** Its name in files and tables. */
  public String word() {
    return word;
  }

  /**
   * Images somewhere on the way.
   *
   * @param images float32 N x C x H x W in [-1, 1]
   * @param level how far
   * @param noise of N images, asked at the level's timestep
   */
  abstract Tensor at(Tensor images, NoiseLevel level, NoiseSource noise);
}
