package io.tweedie.train.data;

import static io.tweedie.core.tensor.Scalars.scalar;
import static org.bytedeco.pytorch.global.torch.stack;

import io.tweedie.images.ImageFile;
import io.tweedie.images.LoadedImage;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * Square crops of the photos in some folders, each shown in one of the eight orientations of the
 * square. Photos are kept as bytes, once, and every pixel is as likely as any other to be shown.
 */
public final class CropDataset implements TrainingImages {

  private final List<Tensor> photos = new ArrayList<>();
  private final double[] cumulativeArea;
  private final int side;

  /**
   * Loads photos.
   *
   * @param files colour or gray images; those smaller than the crop are refused
   * @param side of the crops in pixels
   */
  public CropDataset(List<Path> files, int side) {
    this.side = side;
    cumulativeArea = new double[files.size()];
    double area = 0;
    for (int i = 0; i < files.size(); i++) {
      Tensor photo = bytes(files.get(i));
      if (photo.size(1) < side || photo.size(2) < side) {
        throw new IllegalArgumentException(
            "%s is %d x %d pixels, smaller than crops of %d"
                .formatted(files.get(i), photo.size(2), photo.size(1), side));
      }
      photos.add(photo);
      area += photo.size(1) * photo.size(2);
      cumulativeArea[i] = area;
    }
    if (photos.isEmpty()) {
      throw new IllegalArgumentException("no photos to train on: check the recipe's data folders");
    }
  }

  private static Tensor bytes(Path file) {
    try (PointerScope scope = new PointerScope()) {
      LoadedImage image = ImageFile.read(file);
      Tensor pixels = image.pixels().add(scalar(1)).mul(scalar(127.5)).round();
      Tensor rgb = pixels.squeeze(0).expand(3, pixels.size(2), pixels.size(3));
      Tensor photo = rgb.to(ScalarType.Byte).contiguous();
      photo.retainReference();
      return photo;
    }
  }

  @Override
  public Examples batch(long step, int n, SplittableRandom random) {
    return new Examples(crops(n, random), null);
  }

  /**
   * Draws crops.
   *
   * @return float32 n x 3 x side x side in [-1, 1]
   */
  public Tensor crops(int n, SplittableRandom random) {
    TensorVector crops = new TensorVector();
    for (int i = 0; i < n; i++) {
      Tensor photo = photos.get(pick(random));
      crops.push_back(crop(photo, side, random));
    }
    return stack(crops, 0).to(ScalarType.Float).div(scalar(127.5)).sub(scalar(1));
  }

  private int pick(SplittableRandom random) {
    double at = random.nextDouble(cumulativeArea[cumulativeArea.length - 1]);
    int i = Arrays.binarySearch(cumulativeArea, at);
    return i < 0 ? -i - 1 : Math.min(i + 1, photos.size() - 1);
  }

  /** A square of C x H x W, in one of its eight orientations. */
  static Tensor crop(Tensor picture, int side, SplittableRandom random) {
    long top = random.nextLong(picture.size(1) - side + 1);
    long left = random.nextLong(picture.size(2) - side + 1);
    return orient(picture.narrow(1, top, side).narrow(2, left, side), random.nextInt(8));
  }

  private static Tensor orient(Tensor crop, int orientation) {
    Tensor turned = (orientation & 4) == 0 ? crop : crop.transpose(1, 2);
    return switch (orientation & 3) {
      case 1 -> turned.flip(1);
      case 2 -> turned.flip(2);
      case 3 -> turned.flip(1, 2);
      default -> turned;
    };
  }

  /** Number of photos. */
  public int size() {
    return photos.size();
  }

  /** Frees the photos. */
  @Override
  public void close() {
    photos.forEach(Tensor::close);
  }
}
