package io.tweedie.images;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.Color;
import java.awt.image.BufferedImage;
import java.nio.file.Path;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PicturesTest {

  @TempDir Path temp;

  private static BufferedImage picture(int type) {
    BufferedImage picture = new BufferedImage(5, 4, type);
    for (int i = 0; i < 20; i++) {
      picture.setRGB(i % 5, i / 5, new Color(10 * i, 255 - 7 * i, 3 * i, 255 - 5 * i).getRGB());
    }
    return picture;
  }

  /** Whatever way a program's picture keeps its samples, it is what a file of it would be. */
  @ParameterizedTest
  @ValueSource(
      ints = {
        BufferedImage.TYPE_INT_RGB,
        BufferedImage.TYPE_INT_BGR,
        BufferedImage.TYPE_3BYTE_BGR,
        BufferedImage.TYPE_INT_ARGB,
        BufferedImage.TYPE_4BYTE_ABGR,
        BufferedImage.TYPE_BYTE_GRAY,
        BufferedImage.TYPE_USHORT_GRAY,
        BufferedImage.TYPE_BYTE_INDEXED
      })
  void aPictureIsAsItsFile(int type) {
    BufferedImage picture = picture(type);
    Path file = temp.resolve("picture.png");
    ImageFile.writePng(file, picture);
    try (PointerScope scope = new PointerScope();
        LoadedImage read = ImageFile.read(file);
        LoadedImage loaded = Pictures.loaded(picture)) {
      assertThat(loaded.pixels().equal(read.pixels())).isTrue();
      assertThat(loaded.alpha().isPresent()).isEqualTo(read.alpha().isPresent());
      read.alpha().ifPresent(alpha -> assertThat(loaded.alpha().get().equal(alpha)).isTrue());
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {BufferedImage.TYPE_INT_ARGB_PRE, BufferedImage.TYPE_4BYTE_ABGR_PRE})
  void premultipliedColoursAreDivided(int type) {
    BufferedImage picture = new BufferedImage(1, 1, type);
    picture.setRGB(0, 0, 0x80FF0000);
    try (PointerScope scope = new PointerScope();
        LoadedImage loaded = Pictures.loaded(picture)) {
      Tensor red = loaded.pixels().select(1, 0);
      assertThat(red.item_double()).isEqualTo(1);
    }
  }

  @Test
  void aTensorComesBack() {
    try (PointerScope scope = new PointerScope();
        LoadedImage loaded = Pictures.loaded(picture(BufferedImage.TYPE_INT_ARGB));
        LoadedImage back = Pictures.loaded(Pictures.of(loaded.pixels(), loaded.alpha()))) {
      assertThat(back.pixels().equal(loaded.pixels())).isTrue();
      assertThat(back.alpha().orElseThrow().equal(loaded.alpha().orElseThrow())).isTrue();
    }
  }

  @Test
  void aHandleOutlivesTheOther() {
    LoadedImage loaded = Pictures.loaded(picture(BufferedImage.TYPE_INT_RGB));
    try (LoadedImage handle = loaded.handle()) {
      loaded.close();
      assertThat(handle.pixels().size(3)).isEqualTo(5);
      assertThat(handle.pixels().max().item_double()).isLessThanOrEqualTo(1);
    }
  }
}
