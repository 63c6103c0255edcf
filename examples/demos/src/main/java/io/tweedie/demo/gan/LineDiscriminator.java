package io.tweedie.demo.gan;

import io.tweedie.core.tensor.Backend;
import io.tweedie.models.nn.Mlp;
import io.tweedie.models.nn.Parameters;
import io.tweedie.train.AdamW;
import java.util.SplittableRandom;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * A small discriminator of numbers that learns to tell real ones from generated ones, both normal.
 */
final class LineDiscriminator implements AutoCloseable {

  private static final int WIDTH = 64;
  private static final int BATCH = 512;
  private static final double RATE = 2e-3;
  private static final double CLIP = 10;
  private static final double AVERAGE = 0.99;

  private final Normal real;
  private final Normal generated;
  private final long seed;
  private final Parameters parameters = new Parameters();
  private final Mlp mlp = new Mlp(parameters, 1, WIDTH, WIDTH, 1);
  private final AdamW optimizer;
  private int step;

  LineDiscriminator(Normal real, Normal generated, long seed) {
    Backend.initialize();
    this.real = real;
    this.generated = generated;
    this.seed = seed;
    parameters.initialize(seed);
    optimizer = new AdamW(parameters, 0.9, 0.99);
  }

  /** Goes on training until so many steps are done. */
  void trainTo(int steps) {
    while (step < steps) {
      step++;
      SplittableRandom random = new SplittableRandom(seed * 1_000_003 + step);
      try (PointerScope scope = new PointerScope()) {
        Tensor x = real.sample(BATCH, random.nextLong());
        Tensor fake = generated.sample(BATCH, random.nextLong());
        GanLoss.discriminator(logits(x), logits(fake)).backward();
        optimizer.update(step, RATE, 0, CLIP, AVERAGE);
      }
    }
  }

  /** ln(D / (1 - D)) of numbers [n, 1], differentiable: [n, 1]. */
  Tensor logits(Tensor x) {
    return mlp.forward(x);
  }

  /** The same of given numbers, by the moving average of the weights. */
  double[] averagedLogits(double[] x) {
    double[] logits = new double[x.length];
    optimizer.withAverage(
        () -> {
          try (PointerScope scope = new PointerScope()) {
            Tensor places = Tensor.create(x).to(ScalarType.Float).unsqueeze(1);
            logits(places).to(ScalarType.Double).data_ptr_double().get(logits);
          }
        });
    return logits;
  }

  @Override
  public void close() {
    optimizer.close();
    parameters.close();
  }
}
