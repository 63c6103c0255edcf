package io.tweedie.spark;

import io.tweedie.images.ImageFile;
import io.tweedie.restore.Events;
import io.tweedie.restore.Generated;
import io.tweedie.restore.Generator;
import io.tweedie.restore.ModelPrior;
import io.tweedie.restore.Models;
import io.tweedie.restore.Photo;
import io.tweedie.restore.Restored;
import io.tweedie.restore.Restorer;
import io.tweedie.restore.spec.GenerateSpec;
import io.tweedie.restore.spec.RestoreSpec;
import io.tweedie.restore.spec.Spec;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Small photos, and what one machine makes of them. */
final class Digits {

  private Digits() {}

  /** Writes gray pictures of an edge, named by numbers. */
  static void write(Path folder, int count, int edge) throws IOException {
    Files.createDirectories(folder);
    for (int k = 0; k < count; k++) {
      BufferedImage picture = new BufferedImage(edge, edge, BufferedImage.TYPE_BYTE_GRAY);
      for (int y = 0; y < edge; y++) {
        for (int x = 0; x < edge; x++) {
          boolean ink = Math.abs(x - edge / 2) < 2 + k % 3 && y > edge / 8 && y < edge - 2;
          picture.getRaster().setSample(x, y, 0, ink ? 230 : 10 + 3 * k);
        }
      }
      ImageFile.writePng(folder.resolve("digit%d.png".formatted(k)), picture);
    }
  }

  /** The PNG that this process makes of a photo. */
  static byte[] restored(ModelPrior prior, Path photo, String words) throws IOException {
    RestoreSpec spec = Spec.parse(RestoreSpec.class, words);
    try (Restorer restorer = Restorer.of(prior, spec);
        Restored restored = restorer.run(List.of(Photo.in(photo)), Events.NONE).get(0)) {
      return ImageFile.encodePng(restored.picture());
    }
  }

  /** The PNGs that this process draws. */
  static List<byte[]> drawn(String words) throws IOException {
    GenerateSpec spec = Spec.parse(GenerateSpec.class, words);
    try (ModelPrior prior = Models.named("digits");
        Generator generator = Generator.of(prior, spec);
        Generated generated = generator.run(Events.NONE)) {
      return generated.pictures().stream().map(ImageFile::encodePng).toList();
    }
  }
}
