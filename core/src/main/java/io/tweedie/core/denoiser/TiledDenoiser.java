package io.tweedie.core.denoiser;

import static org.bytedeco.pytorch.global.torch.cat;

import io.tweedie.core.schedule.NoiseLevel;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;

/**
 * Runs a network on tiles of large images, so that memory does not grow with their size. Each tile
 * is seen with a margin of its surroundings, which is cut from the prediction: where the network
 * looks no further than the margin, the result is that of the whole image.
 *
 * @param inner the network; fully convolutional, with no statistics over the whole image
 * @param tile side of what each call contributes, in pixels
 * @param margin surroundings it sees on each side, in pixels
 */
public record TiledDenoiser(Denoiser inner, int tile, int margin) implements Denoiser {

  /** Refuses tiles without extent. */
  public TiledDenoiser {
    if (tile < 1 || margin < 0) {
      throw new IllegalArgumentException(
          "tiles need a positive side and a margin of at least 0, got " + tile + " and " + margin);
    }
  }

  @Override
  public Prediction predict(Tensor xt, NoiseLevel level) {
    if (xt.size(2) <= tile + 2L * margin && xt.size(3) <= tile + 2L * margin) {
      return inner.predict(xt, level);
    }
    List<List<Prediction>> rows = new ArrayList<>();
    for (Span y : Span.cover(xt.size(2), tile, margin)) {
      List<Prediction> row = new ArrayList<>();
      for (Span x : Span.cover(xt.size(3), tile, margin)) {
        Tensor seen = x.of(y.of(xt, 2), 3);
        row.add(inner.predict(seen, level).map(t -> x.keep(y.keep(t, 2), 3)));
      }
      rows.add(row);
    }
    return join(rows.stream().map(row -> join(row, 3)).toList(), 2);
  }

  private static Prediction join(List<Prediction> parts, long dim) {
    return Prediction.join(parts, t -> cat(new TensorVector(t.toArray(Tensor[]::new)), dim));
  }

  /** A run of pixels along one side: what is seen, and the part of it that is kept. */
  private record Span(long from, long length, long skip, long kept) {

    static List<Span> cover(long extent, long tile, long margin) {
      List<Span> spans = new ArrayList<>();
      for (long start = 0; start < extent; start += tile) {
        long kept = Math.min(tile, extent - start);
        long from = Math.max(0, start - margin);
        long to = Math.min(extent, start + kept + margin);
        spans.add(new Span(from, to - from, start - from, kept));
      }
      return spans;
    }

    Tensor of(Tensor image, long dim) {
      return image.narrow(dim, from, length);
    }

    Tensor keep(Tensor prediction, long dim) {
      return prediction.narrow(dim, skip, kept);
    }
  }
}
