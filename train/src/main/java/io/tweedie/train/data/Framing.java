package io.tweedie.train.data;

import static io.tweedie.core.tensor.Scalars.scalar;
import static org.bytedeco.pytorch.global.torch.constant_pad_nd;
import static org.bytedeco.pytorch.global.torch.stack;
import static org.bytedeco.pytorch.global.torch.tensor;

import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * Sets images in the middle of black squares of one size, or near the middle.
 *
 * @param side of the squares in pixels
 * @param shift how far, in pixels, an image may be moved off the middle in each direction, within
 *     its frame
 * @param crop how far it may be moved further, in part out of its frame
 * @param flip whether images are mirrored, left to right, as often as not
 */
public record Framing(int side, int shift, int crop, boolean flip) {

  /** Refuses negative sizes. */
  public Framing {
    if (side < 1 || shift < 0 || crop < 0) {
      throw new IllegalArgumentException(
          "frames need a positive side and a shift and a crop of at least 0, got %d, %d and %d"
              .formatted(side, shift, crop));
    }
  }

  /** Frames that images do not leave. */
  public Framing(int side, int shift) {
    this(side, shift, 0, false);
  }

  /** The same frames with every image in the middle, as it is. */
  public Framing still() {
    return new Framing(side, 0);
  }

  /**
   * Frames images.
   *
   * @param indices which
   * @param random moves them
   */
  public Examples frame(LabelledImages images, int[] indices, SplittableRandom random) {
    TensorVector framed = new TensorVector();
    for (int index : indices) {
      framed.push_back(frame(images.image(index), random));
    }
    Tensor pixels = stack(framed, 0).to(ScalarType.Float).div(scalar(127.5)).sub(scalar(1));
    return new Examples(pixels, tensor(IntStream.of(indices).mapToLong(images::label).toArray()));
  }

  private Tensor frame(Tensor image, SplittableRandom random) {
    long right = side - image.size(2);
    long below = side - image.size(1);
    if (right < 0 || below < 0) {
      throw new IllegalArgumentException(
          "an image of %d x %d pixels does not fit into frames of %d; raise crop or shrink it"
              .formatted(image.size(2), image.size(1), side));
    }
    long x = Math.min(Math.max(right / 2 + moved(shift, random), 0), right) + moved(crop, random);
    long y = Math.min(Math.max(below / 2 + moved(shift, random), 0), below) + moved(crop, random);
    Tensor shown = flip && random.nextBoolean() ? image.flip(2) : image;
    return constant_pad_nd(shown, x, right - x, y, below - y);
  }

  private static int moved(int most, SplittableRandom random) {
    return most == 0 ? 0 : random.nextInt(-most, most + 1);
  }
}
