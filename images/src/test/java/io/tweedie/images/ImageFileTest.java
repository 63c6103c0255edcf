package io.tweedie.images;

import static io.tweedie.images.Samples.HEIGHT;
import static io.tweedie.images.Samples.WIDTH;
import static io.tweedie.images.Samples.bytes;
import static io.tweedie.images.Samples.load;
import static io.tweedie.images.Samples.picture;
import static io.tweedie.images.Samples.plane;
import static io.tweedie.images.Samples.values;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import javax.imageio.IIOException;
import javax.imageio.ImageIO;
import org.assertj.core.data.Offset;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.ValueSource;

class ImageFileTest {

  /** Float32 rounding of a value that the test computes in float64. */
  private static final Offset<Float> ROUNDING = within(1.2e-7f);

  static final List<String> SAMPLES = Samples.NAMES;

  @TempDir Path directory;

  @ParameterizedTest
  @ValueSource(
      strings = {"rgb-trns.png", "exif-6.png", "lossless-alpha.webp", "exif-6.webp", "rgb.bmp"})
  void losslessColourIsExact(String name) {
    try (LoadedImage image = load(name)) {
      assertThat(image.pixels().shape()).containsExactly(1, 3, HEIGHT, WIDTH);
      assertThat(values(image.pixels())).containsExactly(picture(3, Samples::colour), ROUNDING);
    }
  }

  // Half-resolution chroma costs the lossy WebP more than the JPEGs, which store it in full.
  @ParameterizedTest
  @CsvSource({
    "progressive.jpg, JPEG, 4",
    "cmyk.jpg, JPEG, 5",
    "ycck.jpg, JPEG, 5",
    "lossy.webp, WEBP, 14",
    "lossy-alpha.webp, WEBP, 14"
  })
  void lossyColourIsNear(String name, ImageFormat format, float levels) {
    try (LoadedImage image = load(name)) {
      assertThat(image.format()).isEqualTo(format);
      assertThat(values(image.pixels()))
          .containsExactly(picture(3, Samples::colour), within(levels / 127.5f));
    }
  }

  @Test
  void sixteenBitsAreKept() {
    try (LoadedImage colour = load("rgb16.png");
        LoadedImage gray = load("gray16.png")) {
      Samples.Formula samples = (c, x, y) -> new int[] {2849 * x, 4369 * y, 1724 * (x + y)}[c];
      assertThat(values(colour.pixels()))
          .containsExactly(plane(3, (c, x, y) -> samples.at(c, x, y) / 32767.5 - 1), ROUNDING);
      assertThat(gray.pixels().shape()).containsExactly(1, 1, HEIGHT, WIDTH);
      assertThat(values(gray.pixels()))
          .containsExactly(plane(1, (c, x, y) -> 170 * (x + WIDTH * y) / 32767.5 - 1), ROUNDING);
    }
  }

  @Test
  void graySamplesFollowNoToneCurve() {
    try (LoadedImage png = load("gray-alpha.png");
        LoadedImage jpeg = load("gray.jpg");
        LoadedImage oneBit = load("gray1.png")) {
      assertThat(values(png.pixels())).containsExactly(picture(1, Samples::gray), ROUNDING);
      assertThat(jpeg.pixels().shape()).containsExactly(1, 1, HEIGHT, WIDTH);
      assertThat(values(jpeg.pixels()))
          .containsExactly(picture(1, Samples::gray), within(2 / 127.5f));
      assertThat(oneBit.pixels().shape()).containsExactly(1, 1, HEIGHT, WIDTH);
      assertThat(values(oneBit.pixels()))
          .containsExactly(plane(1, (c, x, y) -> Samples.gray(c, x, y) > 120 ? 1 : -1), ROUNDING);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"palette.png", "palette-alpha.png", "palette.bmp"})
  void palettesAreExpanded(String name) {
    try (LoadedImage image = load(name)) {
      assertThat(values(image.pixels()))
          .containsExactly(picture(3, (c, x, y) -> Samples.colour(c, x, 0)), ROUNDING);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"gray-alpha.png", "palette-alpha.png", "lossless-alpha.webp", "lossy-alpha.webp"})
  void alphaIsAPlaneOfItsOwn(String name) {
    try (LoadedImage image = load(name)) {
      Tensor alpha = image.alpha().orElseThrow();
      assertThat(alpha.shape()).containsExactly(1, 1, HEIGHT, WIDTH);
      assertThat(values(alpha))
          .containsExactly(plane(1, (c, x, y) -> Samples.alpha(c, x, y) / 255), ROUNDING);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"gray-trns.png", "rgb-trns.png"})
  void theOneTransparentColourOfAPngIsAlpha(String name) {
    try (LoadedImage image = load(name)) {
      boolean gray = name.startsWith("gray");
      float[] expected = plane(1, (c, x, y) -> (gray ? 2 * x + y == 6 : x == 3 && y == 0) ? 0 : 1);
      assertThat(values(image.alpha().orElseThrow())).containsExactly(expected);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"exif-1.jpg", "lossy.webp", "gray16.png", "palette.bmp"})
  void withoutAlphaThereIsNoPlane(String name) {
    try (LoadedImage image = load(name)) {
      assertThat(image.alpha()).isEmpty();
    }
  }

  @ParameterizedTest
  @EnumSource
  void photosAreTurnedUpright(Orientation orientation) {
    int exif = orientation.ordinal() + 1;
    try (LoadedImage image = load("exif-" + exif + ".jpg")) {
      assertThat(values(image.pixels()))
          .containsExactly(picture(3, Samples::colour), within(4 / 127.5f));
      assertThat(image.orientation()).isEqualTo(orientation);
      assertThat(new int[] {image.width(), image.height()}).containsExactly(WIDTH, HEIGHT);
      int[] stored = exif < 5 ? new int[] {WIDTH, HEIGHT} : new int[] {HEIGHT, WIDTH};
      assertThat(new int[] {image.storedWidth(), image.storedHeight()}).containsExactly(stored);
    }
  }

  @Test
  void aPhotoWithBrokenExifIsUpright() {
    byte[] content = bytes("exif-6.jpg");
    int tiffHeader = new String(content, StandardCharsets.ISO_8859_1).indexOf("Exif") + 6;
    content[tiffHeader] = 'X';
    try (LoadedImage image = ImageFile.decode(content, "x", 1000)) {
      assertThat(image.orientation()).isEqualTo(Orientation.UPRIGHT);
      assertThat(image.height()).isEqualTo(WIDTH);
    }
  }

  /**
   * The profile has the primaries of sRGB and gamma 1, so the first row's red follows sRGB's own
   * curve.
   */
  @Test
  void profilesAreConvertedToSrgb() {
    try (LoadedImage image = load("linear.jpg")) {
      float[] actual = values(image.pixels());
      for (int x = 3; x < WIDTH; x++) {
        double expected = srgbFromLinear(11 * x / 255.0) * 2 - 1;
        assertThat((double) actual[x]).isCloseTo(expected, within(4 / 127.5));
      }
    }
  }

  @Test
  void profilesOfGrayJpegsAreConvertedToo() {
    try (LoadedImage image = load("linear-gray.jpg")) {
      float[] actual = values(image.pixels());
      assertThat(image.pixels().size(1)).isEqualTo(1);
      for (int x = 3; x < WIDTH; x++) {
        double expected = srgbFromLinear(11 * x / 255.0) * 2 - 1;
        assertThat((double) actual[x]).isCloseTo(expected, within(2 / 127.5));
      }
    }
  }

  private static double srgbFromLinear(double light) {
    return light <= 0.0031308 ? 12.92 * light : 1.055 * Math.pow(light, 1 / 2.4) - 0.055;
  }

  @ParameterizedTest
  @FieldSource("SAMPLES")
  void aTruncatedFileGivesTheWholePictureOrAnError(String name) {
    byte[] whole = bytes(name);
    try (LoadedImage expected = load(name)) {
      float[] pixels = values(expected.pixels());
      for (int length = 0; length < whole.length; length++) {
        byte[] part = Arrays.copyOf(whole, length);
        try (LoadedImage image = ImageFile.decode(part, name, 1000)) {
          assertThat(values(image.pixels())).as("%d bytes", length).containsExactly(pixels);
        } catch (ImageException e) {
          assertThat(e).hasMessageContaining(name).hasMessageContaining("accepted");
        }
      }
    }
  }

  @Test
  void largePicturesAreRefusedByTheirHeader() {
    byte[] header =
        ByteBuffer.wrap(bytes("rgb16.png")).putInt(16, 20_000).putInt(20, 30_000).array();
    assertThatThrownBy(() -> ImageFile.decode(header, "poster.png", ImageFile.DEFAULT_MAX_PIXELS))
        .isInstanceOf(ImageException.class)
        .hasMessageContaining("poster.png is 20000 x 30000")
        .hasMessageContaining("up to 100000000");
  }

  @Test
  void thePixelLimitIsInclusive() {
    ImageFile.decode(bytes("rgb.bmp"), "x", WIDTH * HEIGHT).close();
    assertThatThrownBy(() -> ImageFile.decode(bytes("rgb.bmp"), "x", WIDTH * HEIGHT - 1))
        .isInstanceOf(ImageException.class);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ImageFile.decode(bytes("rgb.bmp"), "x", 0));
  }

  @Test
  void otherFilesAreNamed() throws IOException {
    var gif = new ByteArrayOutputStream();
    ImageIO.write(new BufferedImage(2, 2, BufferedImage.TYPE_BYTE_GRAY), "gif", gif);
    assertThatThrownBy(() -> ImageFile.decode(gif.toByteArray(), "a.png", 100))
        .isInstanceOf(ImageException.class)
        .hasMessage("a.png is a GIF file; PNG, JPEG, WebP and BMP files are accepted");

    byte[] tiff = {'I', 'I', '*', 0, 8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0};
    assertThatThrownBy(() -> ImageFile.decode(tiff, "a.png", 100))
        .isInstanceOf(ImageException.class)
        .hasMessageContaining("a.png is a TIFF or raw camera file");

    Path text = Files.writeString(directory.resolve("notes.png"), "No picture, but some words.");
    assertThatThrownBy(() -> ImageFile.read(text))
        .isInstanceOf(ImageException.class)
        .hasMessageContaining("notes.png is not an image");
    assertThatThrownBy(() -> ImageFile.read(directory))
        .isInstanceOf(ImageException.class)
        .hasMessageContaining("is not a file");
    assertThatThrownBy(() -> ImageFile.read(directory.resolve("none.png")))
        .isInstanceOf(ImageException.class)
        .hasMessageContaining("none.png does not exist");
  }

  @Test
  void emptyAndForbiddenFilesAreNamed() throws IOException {
    Path empty = Files.write(directory.resolve("empty.png"), new byte[0]);
    assertThatThrownBy(() -> ImageFile.read(empty))
        .isInstanceOf(ImageException.class)
        .hasMessageContaining("empty.png is not an image");
    assertThat(ImageException.unreadable(empty, new AccessDeniedException(empty.toString())))
        .hasMessage(empty + " cannot be read: access is denied; check the permissions");
  }

  @Test
  void reasonsAreInWordsAndNotInClasses() {
    Path file = Path.of("photo.png");
    IOException full = new IOException("No space left on device");
    for (IOException failure :
        List.of(
            full,
            new IIOException("I/O error writing PNG file!", full),
            new IOException(new UncheckedIOException(full)))) {
      assertThat(ImageException.unwritable(file, failure))
          .hasMessage("photo.png cannot be written: No space left on device");
    }
    for (IOException failure :
        List.of(
            new IOException(),
            new IIOException(null, new EOFException()),
            new IOException(new IllegalStateException("pass2 < 0")),
            new FileSystemException("photo.png"))) {
      assertThat(ImageException.unreadable(file, failure))
          .hasMessage("photo.png cannot be read: the system does not say why");
    }
  }

  @Test
  void aFolderListsItsImagesAndNothingHidden() throws IOException {
    for (String name : List.of("b.JPG", "a.png", "._a.png", ".hidden.png", "notes.txt", "png")) {
      Files.write(directory.resolve(name), new byte[1]);
    }
    Files.createDirectory(directory.resolve("folder.png"));
    assertThat(ImageFile.listIn(directory))
        .containsExactly(directory.resolve("a.png"), directory.resolve("b.JPG"));
    assertThatThrownBy(() -> ImageFile.listIn(directory.resolve("none")))
        .isInstanceOf(ImageException.class)
        .hasMessageEndingWith("none cannot be read: it does not exist");
    assertThatThrownBy(() -> ImageFile.listIn(directory.resolve("notes.txt")))
        .isInstanceOf(ImageException.class)
        .hasMessageEndingWith("notes.txt cannot be read: it is not a folder");
  }

  @Test
  void theContentDecidesAndNotTheName() throws IOException {
    Path file = Files.write(directory.resolve("photo.png"), bytes("exif-1.jpg"));
    try (LoadedImage image = ImageFile.read(file)) {
      assertThat(image.format()).isEqualTo(ImageFormat.JPEG);
    }
  }

  @Test
  void writingReplacesTheFileAndLeavesNothingElse() throws IOException {
    Path file = directory.resolve("new/deep/out.png");
    try (PointerScope scope = new PointerScope()) {
      ImageFile.writePng(file, Tensor.create(new float[] {-1, 1}, 1, 1, 1, 2));
      ImageFile.writePng(file, Tensor.create(new float[] {1, 1, -1}, 1, 3, 1, 1));
      LoadedImage image = ImageFile.read(file);
      assertThat(values(image.pixels())).containsExactly(1, 1, -1);
    }
    try (var files = Files.list(file.getParent())) {
      assertThat(files).containsExactly(file);
    }
  }

  @Test
  void aFailedWriteSaysSoAndLeavesNothing() throws IOException {
    Path taken = Files.createDirectories(directory.resolve("taken.png/inside")).getParent();
    try (PointerScope scope = new PointerScope()) {
      Tensor pixel = Tensor.create(new float[] {0}, 1, 1, 1, 1);
      assertThatThrownBy(() -> ImageFile.writePng(taken, pixel))
          .isInstanceOf(ImageException.class)
          .hasMessageContaining("taken.png cannot be written");
    }
    try (var files = Files.list(directory)) {
      assertThat(files).containsExactly(taken);
    }
  }

  @Test
  void writingClampsAndRounds() {
    try (PointerScope scope = new PointerScope()) {
      // 0 lies halfway between bytes 127 and 128.
      float[] values = {-3, 3, 0, Float.NEGATIVE_INFINITY, Float.POSITIVE_INFINITY, -0.0f};
      byte[] png = ImageFile.encodePng(Tensor.create(values, 1, 1, 2, 3));
      LoadedImage image = ImageFile.decode(png, "x", 10);
      float middle = 128 / 127.5f - 1;
      assertThat(values(image.pixels())).containsExactly(-1, 1, middle, -1, 1, middle);
    }
  }

  @Test
  void whatIsNoPictureIsNotWritten() {
    try (PointerScope scope = new PointerScope()) {
      Tensor two = Tensor.create(new float[4], 1, 2, 1, 2);
      assertThatIllegalArgumentException()
          .isThrownBy(() -> ImageFile.encodePng(two))
          .withMessageContaining("[1, 2, 1, 2]");
      Tensor batch = Tensor.create(new float[4], 2, 1, 1, 2);
      assertThatIllegalArgumentException().isThrownBy(() -> ImageFile.encodePng(batch));
      Tensor nan = Tensor.create(new float[] {0, Float.NaN}, 1, 1, 1, 2);
      assertThatIllegalArgumentException()
          .isThrownBy(() -> ImageFile.encodePng(nan))
          .withMessageContaining("NaN");
      Path file = directory.resolve("x.png");
      Tensor alpha = Tensor.create(new float[2], 1, 1, 2, 1);
      Tensor pixels = Tensor.create(new float[2], 1, 1, 1, 2);
      assertThatIllegalArgumentException()
          .isThrownBy(() -> ImageFile.writePng(file, pixels, alpha))
          .withMessageContaining("[1, 1, 1, 2]");
    }
  }
}
