package io.tweedie.core.guidance;

import static io.tweedie.core.tensor.Scalars.scalar;
import static io.tweedie.core.tensor.Scalars.times;

import java.util.List;
import java.util.function.UnaryOperator;
import org.bytedeco.pytorch.Tensor;

/** Where around x_t guidance asks for the score, and what it makes of the answers. */
public sealed interface ScorePath {

  /** At x_t itself. */
  ScorePath DIRECT = new Direct();

  /**
   * The score that guides.
   *
   * @param score of images, N x C x H x W to the same
   * @param xt where the run is
   */
  Tensor of(UnaryOperator<Tensor> score, Tensor xt);

  /**
   * Reads {@code sum:4,0.1} or {@code pgd:100,0.01}.
   *
   * @throws IllegalArgumentException if it is neither
   */
  static ScorePath parse(String text) {
    String[] parts = text.split(":", 2);
    String settings = parts.length < 2 ? "" : parts[1];
    return switch (parts[0]) {
      case "sum" -> {
        List<Double> n = NumberList.read("sum", settings, "4,0.1");
        yield new Sum(count(n.get(0)), n.get(1));
      }
      case "pgd" -> {
        List<Double> n = NumberList.read("pgd", settings, "100,0.01");
        yield new Ascent(count(n.get(0)), n.get(1));
      }
      default ->
          throw new IllegalArgumentException(
              "'%s' is no path of scores; write sum:4,0.1 or pgd:100,0.01".formatted(text));
    };
  }

  private static int count(double number) {
    if (number != Math.rint(number) || number < 1 || number > 10_000) {
      throw new IllegalArgumentException(
          "a path of scores needs a whole number of steps from 1 to 10000, got " + number);
    }
    return (int) number;
  }

  /** The score at x_t. */
  record Direct() implements ScorePath {

    @Override
    public Tensor of(UnaryOperator<Tensor> score, Tensor xt) {
      return score.apply(xt);
    }
  }

  /**
   * The sum of the scores along a short ascent, x_(i+1) = x_i + step score(x_i).
   *
   * @param count how many are added up
   * @param step how far each moves the next
   */
  record Sum(int count, double step) implements ScorePath {

    @Override
    public Tensor of(UnaryOperator<Tensor> score, Tensor xt) {
      Tensor x = xt;
      Tensor sum = score.apply(x);
      Tensor last = sum;
      for (int i = 1; i < count; i++) {
        x = x.add(times(step, last));
        last = score.apply(x);
        sum = sum.add(last);
      }
      return sum;
    }
  }

  /**
   * The score where an ascent in steps of fixed length has led, x_(i+1) = x_i + step score(x_i) /
   * |score(x_i)|, which should know the way to the class better.
   *
   * @param count steps of the ascent
   * @param step Euclidean length of each, in the units of images, [-1, 1]
   */
  record Ascent(int count, double step) implements ScorePath {

    private static final double TINY = 1e-10;

    @Override
    public Tensor of(UnaryOperator<Tensor> score, Tensor xt) {
      Tensor x = xt;
      for (int i = 0; i < count; i++) {
        Tensor direction = score.apply(x);
        Tensor length =
            direction.flatten(1, -1).square().sum(1).sqrt().add(scalar(TINY)).reshape(-1, 1, 1, 1);
        x = x.add(times(step, direction.div(length)));
      }
      return score.apply(x);
    }
  }
}
