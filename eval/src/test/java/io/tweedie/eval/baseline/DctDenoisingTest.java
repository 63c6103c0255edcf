package io.tweedie.eval.baseline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;
import static org.bytedeco.pytorch.global.torch.randn;

import io.tweedie.core.measurement.Measurement;
import io.tweedie.core.measurement.Noise;
import io.tweedie.core.operator.Identity;
import io.tweedie.core.tensor.Shape;
import java.util.Random;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;

class DctDenoisingTest {

  private static final int HEIGHT = 11;
  private static final int WIDTH = 13;
  private static final double SIGMA = 0.1;

  private static double[][][] random(int channels) {
    Random random = new Random(5);
    double[][][] image = new double[channels][HEIGHT][WIDTH];
    for (double[][] plane : image) {
      for (double[] row : plane) {
        for (int x = 0; x < WIDTH; x++) {
          row[x] = 0.5 * Math.sin(x * 0.7) + 2 * SIGMA * random.nextGaussian();
        }
      }
    }
    return image;
  }

  private static double[][][] restored(double[][][] image, Noise noise) {
    Shape shape = new Shape(image.length, HEIGHT, WIDTH);
    float[] values = new float[(int) shape.elements()];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) image[i / (HEIGHT * WIDTH)][i / WIDTH % HEIGHT][i % WIDTH];
    }
    try (PointerScope scope = new PointerScope()) {
      Tensor y = Tensor.create(values, shape.batch(1));
      Tensor result = new DctDenoising().restore(new Measurement(y, new Identity(shape), noise));
      result.contiguous().data_ptr_float().get(values);
    }
    double[][][] planes = new double[image.length][HEIGHT][WIDTH];
    for (int i = 0; i < values.length; i++) {
      planes[i / (HEIGHT * WIDTH)][i / WIDTH % HEIGHT][i % WIDTH] = values[i];
    }
    return planes;
  }

  /** The definition, block by block and cosine by cosine. */
  private static double[][] byDefinition(double[][] plane, double threshold) {
    double[][] sum = new double[HEIGHT][WIDTH];
    double[][] count = new double[HEIGHT][WIDTH];
    for (int top = 0; top + 8 <= HEIGHT; top++) {
      for (int left = 0; left + 8 <= WIDTH; left++) {
        for (int u = 0; u < 8; u++) {
          for (int v = 0; v < 8; v++) {
            double coefficient = 0;
            for (int i = 0; i < 64; i++) {
              coefficient += plane[top + i / 8][left + i % 8] * cosine(u, i / 8) * cosine(v, i % 8);
            }
            if (u + v == 0 || Math.abs(coefficient) >= threshold) {
              for (int i = 0; i < 64; i++) {
                sum[top + i / 8][left + i % 8] += coefficient * cosine(u, i / 8) * cosine(v, i % 8);
              }
            }
          }
        }
        for (int i = 0; i < 64; i++) {
          count[top + i / 8][left + i % 8]++;
        }
      }
    }
    for (int i = 0; i < HEIGHT * WIDTH; i++) {
      sum[i / WIDTH][i % WIDTH] /= count[i / WIDTH][i % WIDTH];
    }
    return sum;
  }

  private static double cosine(int k, int n) {
    return Math.sqrt((k == 0 ? 1 : 2) / 8.0) * Math.cos(Math.PI * (2 * n + 1) * k / 16);
  }

  private static void assertClose(double[][] actual, double[][] expected) {
    for (int i = 0; i < HEIGHT * WIDTH; i++) {
      assertThat(actual[i / WIDTH][i % WIDTH])
          .as("row %d, column %d", i / WIDTH, i % WIDTH)
          .isCloseTo(expected[i / WIDTH][i % WIDTH], within(2e-6));
    }
  }

  @Test
  void aGrayImageIsTheMeanOfItsThresholdedBlocks() {
    double[][][] image = random(1);
    double[][] expected = byDefinition(image[0], 3 * 2 * SIGMA);
    assertClose(restored(image, new Noise.Gaussian(SIGMA))[0], expected);
  }

  /** Of one gray in every channel only the first of the three cosines over colours is left. */
  @Test
  void coloursAreTreatedAfterACosineTransformOverThem() {
    double[][][] image = random(3);
    double[][][] transformed = new double[3][][];
    double[][] colours = {
      {1 / Math.sqrt(3), 1 / Math.sqrt(3), 1 / Math.sqrt(3)},
      {1 / Math.sqrt(2), 0, -1 / Math.sqrt(2)},
      {1 / Math.sqrt(6), -2 / Math.sqrt(6), 1 / Math.sqrt(6)}
    };
    for (int k = 0; k < 3; k++) {
      double[][] plane = new double[HEIGHT][WIDTH];
      for (int i = 0; i < HEIGHT * WIDTH; i++) {
        for (int c = 0; c < 3; c++) {
          plane[i / WIDTH][i % WIDTH] += colours[k][c] * image[c][i / WIDTH][i % WIDTH];
        }
      }
      transformed[k] = byDefinition(plane, 3 * 2 * SIGMA);
    }
    double[][][] actual = restored(image, new Noise.Gaussian(SIGMA));
    for (int c = 0; c < 3; c++) {
      double[][] expected = new double[HEIGHT][WIDTH];
      for (int i = 0; i < HEIGHT * WIDTH; i++) {
        for (int k = 0; k < 3; k++) {
          expected[i / WIDTH][i % WIDTH] += colours[k][c] * transformed[k][i / WIDTH][i % WIDTH];
        }
      }
      assertClose(actual[c], expected);
    }
  }

  @Test
  void withoutNoiseNothingChanges() {
    double[][][] image = random(3);
    double[][][] actual = restored(image, new Noise.None());
    for (int c = 0; c < 3; c++) {
      assertClose(actual[c], image[c]);
    }
  }

  /**
   * A pixel depends on those within seven rows of it, wherever the bands of the work end; a
   * coefficient at the threshold may fall on either side of it.
   */
  @Test
  void largeImagesAreAsTheirParts() {
    Shape whole = new Shape(1, 200, 407);
    Shape part = new Shape(1, 100, 407);
    try (PointerScope scope = new PointerScope()) {
      Tensor image = randn(whole.batch(1));
      Tensor below = image.narrow(2, 100, 100).contiguous();
      Noise noise = new Noise.Gaussian(SIGMA);
      Tensor together =
          new DctDenoising().restore(new Measurement(image, new Identity(whole), noise));
      Tensor alone = new DctDenoising().restore(new Measurement(below, new Identity(part), noise));
      Tensor difference = together.narrow(2, 107, 93).sub(alone.narrow(2, 7, 93));
      assertThat(difference.abs().max().item_double()).isLessThan(0.02);
    }
  }

  @Test
  void needsABlock() {
    try (PointerScope scope = new PointerScope()) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> new DctDenoising().requireServes(new Identity(new Shape(3, 7, 20))))
          .withMessageContainingAll("at least 8 x 8", "7 x 20");
    }
  }
}
