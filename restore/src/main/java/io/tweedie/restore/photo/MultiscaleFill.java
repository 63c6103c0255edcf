package io.tweedie.restore.photo;

import static io.tweedie.core.tensor.Scalars.scalar;
import static org.bytedeco.pytorch.global.torch.avg_pool2d;
import static org.bytedeco.pytorch.global.torch.cat;
import static org.bytedeco.pytorch.global.torch.max_pool2d;
import static org.bytedeco.pytorch.global.torch.replication_pad2d;

import io.tweedie.core.operator.BicubicResize;
import io.tweedie.core.operator.ForwardOperator;
import io.tweedie.core.operator.Inpainting;
import io.tweedie.core.random.KeyedNoise;
import io.tweedie.core.sampling.SamplingLoop;
import io.tweedie.core.task.Task;
import io.tweedie.core.task.TaskFiles;
import io.tweedie.core.tensor.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;

/**
 * Fills holes that are wider than a local network sees, where it would paint fog: in the middle it
 * sees nothing to go on from. A copy of half the size is filled first, itself from a smaller copy
 * if the hole is still too wide there, and the run at full size begins from its enlargement, at a
 * noise level that drowns what the enlargement lacks and keeps what it shows. Refinement from
 * coarse to fine with a truncated start is that of Chung et al. (Come-closer-diffuse-faster, CVPR
 * 2022).
 *
 * @param reach how far the network looks, in pixels
 */
public record MultiscaleFill(int reach) {

  /**
   * Noise, sqrt((1 - alphaBar) / alphaBar), at which a run at twice the size begins. On photos with
   * a box of 100 x 100 pixels missing, 1 was no nearer to the truth and 2 was .3 dB nearer on one
   * and .3 dB further on another; both took longer.
   */
  private static final double START_SIGMA = 0.5;

  /** Smaller copies say nothing any more. */
  private static final long SMALLEST_EDGE = 32;

  /**
   * Whether photos have a hole that is too wide: some missing pixel is further than half of what
   * the network looks from all that is known.
   *
   * @param photo shape of the photos
   */
  public boolean isFor(Restoration restoration, Shape photo) {
    return Math.min(photo.height(), photo.width()) >= 2 * SMALLEST_EDGE
        && restoration.operator(photo) instanceof Inpainting inpainting
        && isTooWide(inpainting.mask());
  }

  private boolean isTooWide(Tensor known) {
    try (PointerScope scope = new PointerScope()) {
      long radius = Math.max(1, reach / 2);
      // Grown along one axis, then along the other.
      return pooled(pooled(known, radius, 0), 0, radius).min().item_double() == 0;
    }
  }

  private static Tensor pooled(Tensor known, long down, long across) {
    return max_pool2d(
        known,
        new long[] {2 * down + 1, 2 * across + 1},
        new long[] {1, 1},
        new long[] {down, across},
        new long[] {1, 1},
        false);
  }

  /** Steps of the run at full size. */
  public int steps(SamplingLoop loop) {
    return loop.stepsFrom(START_SIGMA);
  }

  /**
   * Fills small copies, and begins the run at full size.
   *
   * @param photos of one shape, for which {@link #isFor} holds
   * @param listener hears of every step of the small runs
   * @return the state to {@link Restoration#resume} from; the caller's to close
   */
  public SamplingLoop.State start(
      Restoration restoration,
      SamplingLoop loop,
      List<DegradedPhoto> photos,
      SamplingLoop.Listener listener) {
    Shape shape = photos.get(0).shape();
    Inpainting inpainting = (Inpainting) restoration.operator(shape);
    List<DegradedPhoto> small = new ArrayList<>();
    try (PointerScope scope = new PointerScope()) {
      Tensor known = halved(inpainting.mask());
      Tensor whole = known.ge(scalar(1)).to(known.scalar_type());
      for (DegradedPhoto photo : photos) {
        Tensor y = halved(inpainting.observed(photo.y())).mul(whole);
        small.add(new DegradedPhoto(y, Optional.empty(), false, photo.id()));
      }
      Restoration coarse = restoration.withTask(new KnownPixels(restoration.task().name(), whole));
      TensorVector guesses = new TensorVector();
      for (RestoredPhoto filled : run(coarse, loop, small, listener)) {
        try (filled) {
          guesses.push_back(enlarged(filled.pixels(), shape));
        }
      }
      Tensor guess = cat(guesses, 0);
      var start = loop.startFrom(noise(restoration, photos), guess, START_SIGMA);
      start.x().retainReference();
      return start;
    }
  }

  private List<RestoredPhoto> run(
      Restoration restoration,
      SamplingLoop loop,
      List<DegradedPhoto> photos,
      SamplingLoop.Listener listener) {
    if (!isFor(restoration, photos.get(0).shape())) {
      return restoration.run(loop, photos, listener);
    }
    try (SamplingLoop.State start = start(restoration, loop, photos, listener)) {
      return restoration.resume(loop, photos, start, listener);
    }
  }

  private static KeyedNoise noise(Restoration restoration, List<DegradedPhoto> photos) {
    return new KeyedNoise(
        restoration.seed(), photos.stream().mapToLong(DegradedPhoto::id).toArray());
  }

  /** Means of 2 x 2 pixels; a last odd row or column counts twice. */
  private static Tensor halved(Tensor x) {
    Tensor even = replication_pad2d(x, 0, x.size(3) % 2, 0, x.size(2) % 2);
    return avg_pool2d(even, 2, 2);
  }

  private static Tensor enlarged(Tensor half, Shape shape) {
    return new BicubicResize(Shape.of(half), 2 * half.size(2), 2 * half.size(3))
        .apply(half)
        .narrow(2, 0, shape.height())
        .narrow(3, 0, shape.width());
  }

  /**
   * Fills what a mask in memory misses.
   *
   * @param name of the task that it stands for
   * @param mask 1 x 1 x H x W
   */
  private record KnownPixels(String name, Tensor mask) implements Task {

    @Override
    public ForwardOperator operator(Shape image, long seed, TaskFiles files) {
      return Inpainting.of(image, mask);
    }
  }
}
