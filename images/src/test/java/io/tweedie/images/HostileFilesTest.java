package io.tweedie.images;

import static io.tweedie.images.PngBytes.RGB;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Random;
import java.util.zip.CRC32;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

/** Files that are broken at random or on purpose give a picture or one line with their name. */
class HostileFilesTest {

  private static final long MOST_PIXELS = 1000;

  /** Far more than any of them needs; a decoder that hangs takes minutes. */
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  @Provide
  Arbitrary<String> samples() {
    return Arbitraries.of(Samples.NAMES);
  }

  @Property(tries = 4000)
  void damageGivesAPictureOrAnError(@ForAll("samples") String name, @ForAll long seed) {
    Random random = new Random(seed);
    byte[] file = Samples.bytes(name);
    for (int i = random.nextInt(4); i >= 0; i--) {
      file[random.nextInt(file.length)] = (byte) random.nextInt();
    }
    assertPictureOrError(file);
  }

  /** Otherwise the checksums would keep damage from the decoder. */
  @Property(tries = 3000)
  void damageUnderRightChecksumsDoesToo(@ForAll("samples") String name, @ForAll long seed) {
    Random random = new Random(seed);
    byte[] file = Samples.bytes(name.endsWith(".png") ? name : "palette-alpha.png");
    for (int i = random.nextInt(4); i >= 0; i--) {
      file[8 + random.nextInt(file.length - 8)] = (byte) random.nextInt();
    }
    assertPictureOrError(withChecksums(file));
  }

  @Test
  void aSmallFileThatClaimsALargePictureTakesLittleTime() {
    byte[] bomb = new PngBytes(10_000, 10_000, 8, RGB).pixels(new byte[30_000]);
    long begun = System.nanoTime();
    assertThatThrownBy(() -> ImageFile.decode(bomb, "bomb.png", ImageFile.DEFAULT_MAX_PIXELS))
        .isInstanceOf(ImageException.class)
        .hasMessageContaining("bomb.png is a truncated or damaged PNG file");
    assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(PATIENCE);
  }

  @Test
  void aChunkThatClaimsGigabytesIsNotAllocated() {
    byte[] png = Samples.bytes("rgb16.png");
    int data = new String(png, StandardCharsets.ISO_8859_1).indexOf("IDAT");
    for (int length : new int[] {Integer.MAX_VALUE, -1}) {
      ByteBuffer.wrap(png).putInt(data - 4, length);
      assertThatThrownBy(() -> ImageFile.decode(png, "x.png", MOST_PIXELS))
          .isInstanceOf(ImageException.class)
          .hasMessageContaining("x.png is a truncated or damaged PNG file");
    }
  }

  private static void assertPictureOrError(byte[] file) {
    long begun = System.nanoTime();
    try (LoadedImage image = ImageFile.decode(file, "hostile file", MOST_PIXELS)) {
      assertThat((long) image.width() * image.height()).isBetween(1L, MOST_PIXELS);
    } catch (ImageException e) {
      assertThat(e).hasMessageContaining("hostile file").hasMessageContaining("accepted");
      assertThat(e.getMessage()).doesNotContain("\n", "java.", "javax.", "null", "Exception");
    }
    assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(PATIENCE);
  }

  /** As far as the lengths still lead from chunk to chunk. */
  private static byte[] withChecksums(byte[] png) {
    ByteBuffer bytes = ByteBuffer.wrap(png);
    int start = 8;
    while (start >= 0 && start + 12 <= png.length) {
      int length = bytes.getInt(start);
      if (length < 0 || length > png.length - start - 12) {
        break;
      }
      CRC32 checksum = new CRC32();
      checksum.update(png, start + 4, length + 4);
      bytes.putInt(start + 8 + length, (int) checksum.getValue());
      start += length + 12;
    }
    return png;
  }
}
