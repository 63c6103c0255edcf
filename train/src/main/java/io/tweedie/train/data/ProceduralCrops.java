package io.tweedie.train.data;

import static io.tweedie.core.tensor.Scalars.scalar;
import static org.bytedeco.pytorch.global.torch.stack;

import io.tweedie.images.procedural.ProceduralImages;
import java.util.HashMap;
import java.util.Map;
import java.util.SplittableRandom;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * Square crops of pictures that are drawn as they are needed, each in one of the eight orientations
 * of the square. Every step has a window of pictures, which moves on by one every few steps, so
 * that each is drawn once and serves for many crops, and a run goes on from any step with the same
 * crops.
 */
public final class ProceduralCrops implements TrainingImages {

  private static final int WINDOW = 24;

  private static final int STEPS_TO_NEXT = 4;
  private static final int LEAST_SIDE = 192;
  private static final int CROPS_ACROSS = 4;

  private final ProceduralImages pictures;
  private final int side;
  private final Map<Long, Tensor> drawn = new HashMap<>();

  /**
   * Crops of the pictures of a seed.
   *
   * @param side of the crops in pixels
   */
  public ProceduralCrops(int side, long seed) {
    this.side = side;
    pictures = new ProceduralImages(Math.max(LEAST_SIDE, CROPS_ACROSS * side), seed);
  }

  @Override
  public Examples batch(long step, int n, SplittableRandom random) {
    long first = step / STEPS_TO_NEXT;
    drawn.entrySet().removeIf(entry -> isPassed(entry, first));
    TensorVector crops = new TensorVector();
    for (int i = 0; i < n; i++) {
      Tensor picture = drawn.computeIfAbsent(first + random.nextInt(WINDOW), this::draw);
      crops.push_back(CropDataset.crop(picture, side, random));
    }
    Tensor levels = stack(crops, 0).to(ScalarType.Float);
    return new Examples(levels.div(scalar(127.5)).sub(scalar(1)), null);
  }

  private static boolean isPassed(Map.Entry<Long, Tensor> entry, long first) {
    boolean passed = entry.getKey() < first || entry.getKey() >= first + WINDOW;
    if (passed) {
      entry.getValue().close();
    }
    return passed;
  }

  private Tensor draw(long index) {
    int across = pictures.side();
    return Tensor.create(pictures.levels(index), false, 3, across, across).retainReference();
  }

  /** Frees the pictures. */
  @Override
  public void close() {
    drawn.values().forEach(Tensor::close);
  }
}
