package io.tweedie.core.denoiser;

import static org.bytedeco.pytorch.global.torch.constant_pad_nd;

import io.tweedie.core.schedule.NoiseLevel;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.bytedeco.pytorch.Tensor;

/**
 * Lets a network that looks farther than any margin serve larger images than it was trained for: it
 * is asked about overlapping tiles, and where they overlap their predictions are averaged (Bar-Tal
 * et al., MultiDiffusion, ICML 2023, equation 5) with the weights of a window (Jim&eacute;nez,
 * Mixture of Diffusers, 2023, section 3). The same for pixels and latents.
 *
 * <p>A network that is local enough is better served by {@link TiledDenoiser}, which is exact.
 *
 * @param inner the network
 * @param tile height and width of a tile
 * @param stride rows and columns from one tile to the next, at most a tile
 * @param window how much each position of a tile counts
 */
public record BlendedTiles(ConditionalDenoiser inner, int tile, int stride, Window window)
    implements ConditionalDenoiser {

  /** How much each position of a tile counts. */
  public enum Window {
    /** All alike: MultiDiffusion. */
    UNIFORM {
      @Override
      double at(double place) {
        return 1;
      }
    },
    /** A normal density of variance 0.01 tiles around the middle: Mixture of Diffusers. */
    GAUSSIAN {
      @Override
      double at(double place) {
        return Math.exp(-(place - 0.5) * (place - 0.5) / (2 * 0.01));
      }
    };

    /** Weight of a place in a tile, from 0, one edge, to 1, the other. */
    abstract double at(double place);

    /** The weights of a tile, 1 x 1 x height x width, like {@code x}. */
    private Tensor weights(long height, long width, Tensor x) {
      double[] weights = new double[Math.toIntExact(height * width)];
      for (int i = 0; i < weights.length; i++) {
        weights[i] = at((i / width + 0.5) / height) * at((i % width + 0.5) / width);
      }
      return Tensor.create(weights, 1, 1, height, width).to(x);
    }
  }

  /** Refuses tiles that leave gaps. */
  public BlendedTiles {
    if (stride < 1 || stride > tile) {
      throw new IllegalArgumentException(
          "tiles of %d x %d need a stride of 1 to %d, got %d".formatted(tile, tile, tile, stride));
    }
  }

  /** Evaluations of the network for one of an image. */
  public int evaluations(long height, long width) {
    return Span.cover(height, tile, stride).size() * Span.cover(width, tile, stride).size();
  }

  /**
   * Where tiles begin or end inside an image.
   *
   * @param extent height or width of the image
   * @return the first row or column behind each border, ascending
   */
  public List<Long> borders(long extent) {
    return Span.cover(extent, tile, stride).stream()
        .flatMap(span -> Stream.of(span.from, span.from + span.length))
        .filter(place -> place > 0 && place < extent)
        .distinct()
        .sorted()
        .toList();
  }

  @Override
  public Prediction predict(Tensor xt, NoiseLevel level, Condition condition) {
    return predictEach(xt, level, List.of(condition)).get(0);
  }

  @Override
  public List<Prediction> predictEach(
      Tensor xt, NoiseLevel level, List<? extends Condition> conditions) {
    if (xt.size(2) <= tile && xt.size(3) <= tile) {
      return inner.predictEach(xt, level, conditions);
    }
    List<List<Prediction>> parts = new ArrayList<>();
    List<Tensor> weights = new ArrayList<>();
    for (Span y : Span.cover(xt.size(2), tile, stride)) {
      for (Span x : Span.cover(xt.size(3), tile, stride)) {
        Tensor weight = window.weights(y.length, x.length, xt);
        parts.add(
            inner.predictEach(x.of(y.of(xt, 2), 3), level, conditions).stream()
                .map(part -> part.map(t -> placed(t.mul(weight), y, x)))
                .toList());
        weights.add(placed(weight, y, x));
      }
    }
    Tensor total = sum(weights);
    return IntStream.range(0, conditions.size())
        .mapToObj(
            i ->
                Prediction.join(parts.stream().map(each -> each.get(i)).toList(), BlendedTiles::sum)
                    .map(t -> t.div(total)))
        .toList();
  }

  private static Tensor placed(Tensor part, Span y, Span x) {
    return constant_pad_nd(part, x.from, x.behind, y.from, y.behind);
  }

  private static Tensor sum(List<Tensor> parts) {
    return parts.stream().reduce(Tensor::add).orElseThrow();
  }

  /** A run of pixels along one side, and how many are before and behind it. */
  private record Span(long from, long length, long behind) {

    /** The last one ends with the image. */
    static List<Span> cover(long extent, long tile, long stride) {
      long length = Math.min(tile, extent);
      List<Span> spans = new ArrayList<>();
      for (long from = 0; from < extent - length; from += stride) {
        spans.add(new Span(from, length, extent - length - from));
      }
      spans.add(new Span(extent - length, length, 0));
      return spans;
    }

    Tensor of(Tensor image, long dim) {
      return image.narrow(dim, from, length);
    }
  }
}
