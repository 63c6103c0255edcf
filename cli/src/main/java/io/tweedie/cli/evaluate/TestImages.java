package io.tweedie.cli.evaluate;

import io.tweedie.eval.features.ImageSource;
import io.tweedie.models.checkpoint.Sha256;
import io.tweedie.train.data.Framing;
import io.tweedie.train.data.LabelledImages;
import java.io.IOException;
import java.nio.file.Path;
import java.util.SplittableRandom;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;

/** The test images of a data set, of which one at a time is unpacked. */
record TestImages(Path folder, LabelledImages images) implements ImageSource {

  /**
   * Those of a folder.
   *
   * @throws IOException if it has none, or they cannot be read
   */
  static TestImages in(Path folder) throws IOException {
    return new TestImages(folder, LabelledImages.test(folder));
  }

  @Override
  public String name() {
    return "the test images in " + folder;
  }

  @Override
  public int count() {
    return images.size();
  }

  @Override
  public void each(Visitor visitor) throws IOException {
    for (int i = 0; i < images.size(); i++) {
      int index = i;
      visitor.image("[%d]".formatted(i), Sha256.of(bytes(i)), () -> pixels(index));
    }
  }

  private byte[] bytes(int index) {
    try (PointerScope scope = new PointerScope()) {
      Tensor image = images.image(index).contiguous();
      byte[] bytes = new byte[(int) image.numel()];
      image.data_ptr_byte().get(bytes);
      return bytes;
    }
  }

  private Tensor pixels(int index) {
    Framing asItIs = new Framing((int) images.image(index).size(2), 0);
    return asItIs.frame(images, new int[] {index}, new SplittableRandom(0)).images();
  }
}
