package io.tweedie.models.diffusers;

import static io.tweedie.core.tensor.Scalars.scalar;
import static org.bytedeco.pytorch.global.torch.arange;
import static org.bytedeco.pytorch.global.torch.cat;

import io.tweedie.core.tensor.Scoped;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;

/**
 * Large images in tiles, of which neighbours are blended linearly where they overlap, as diffusers
 * does: less memory, and each tile normalised on its own, so that the result differs a little.
 *
 * @param pixels side of a tile, in pixels of the image
 * @param overlap part of a tile that it shares with the next one, in [0, 1)
 */
public record Tiling(int pixels, double overlap) {

  /** Refuses tiles that do not go on. */
  public Tiling {
    if (pixels < 1 || !(overlap >= 0 && overlap < 1)) {
      throw new IllegalArgumentException(
          "tiles need a side of at least 1 and an overlap in [0, 1), got %d and %s"
              .formatted(pixels, overlap));
    }
  }

  void requireMultiple(int factor) {
    if (pixels % factor != 0 || (long) (pixels / factor * (1 - overlap)) < 1) {
      throw new IllegalArgumentException(
          "tiles of %d pixels that share %s of their side are not whole latents of %d pixels"
              .formatted(pixels, overlap, factor));
    }
  }

  /** Runs what makes images smaller by a factor, tile by tile. */
  Tensor shrink(Tensor x, int factor, UnaryOperator<Tensor> network) {
    return run(x, pixels, pixels / factor, network);
  }

  /** Runs what makes images larger by a factor, tile by tile. */
  Tensor enlarge(Tensor x, int factor, UnaryOperator<Tensor> network) {
    return run(x, pixels / factor, pixels, network);
  }

  private Tensor run(Tensor x, int tileIn, int tileOut, UnaryOperator<Tensor> network) {
    if (x.size(2) <= tileIn && x.size(3) <= tileIn) {
      return network.apply(x);
    }
    return Scoped.run(
        () -> {
          long stride = (long) (tileIn * (1 - overlap));
          long blended = (long) (tileOut * overlap);
          long kept = tileOut - blended;
          List<Tensor> above = List.of();
          TensorVector rows = new TensorVector();
          for (long top = 0; top < x.size(2); top += stride) {
            List<Tensor> row = new ArrayList<>();
            TensorVector parts = new TensorVector();
            for (long left = 0; left < x.size(3); left += stride) {
              Tensor tile = network.apply(part(part(x, 2, top, tileIn), 3, left, tileIn));
              if (top > 0) {
                tile = blend(above.get(row.size()), tile, 2, blended);
              }
              if (left > 0) {
                tile = blend(row.get(row.size() - 1), tile, 3, blended);
              }
              row.add(tile);
              parts.push_back(part(part(tile, 2, 0, kept), 3, 0, kept));
            }
            above = row;
            rows.push_back(cat(parts, 3));
          }
          return cat(rows, 2);
        });
  }

  private static Tensor part(Tensor x, int dimension, long from, long length) {
    return x.narrow(dimension, from, Math.min(length, x.size(dimension) - from));
  }

  /** The second tile, whose first lines go over from the last ones of the first tile. */
  private static Tensor blend(Tensor first, Tensor second, int dimension, long extent) {
    long n = Math.min(extent, Math.min(first.size(dimension), second.size(dimension)));
    if (n == 0) {
      return second;
    }
    Tensor weight = arange(scalar(n)).to(second).div(scalar(n));
    Tensor w = dimension == 2 ? weight.unsqueeze(1) : weight;
    Tensor a = first.narrow(dimension, first.size(dimension) - n, n);
    Tensor b = second.narrow(dimension, 0, n);
    Tensor both = a.add(b.sub(a).mul(w));
    Tensor rest = second.narrow(dimension, n, second.size(dimension) - n);
    return cat(new TensorVector(both, rest), dimension);
  }
}
