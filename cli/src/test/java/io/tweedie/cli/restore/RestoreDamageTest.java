package io.tweedie.cli.restore;

import static io.tweedie.core.tensor.Scalars.scalar;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.bytedeco.pytorch.global.torch.full;
import static org.bytedeco.pytorch.global.torch.make_generator_cpu;
import static org.bytedeco.pytorch.global.torch.randn;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tweedie.cli.Cli;
import io.tweedie.cli.Pictures;
import io.tweedie.cli.TinyModel;
import io.tweedie.core.measurement.Noise;
import io.tweedie.core.operator.Jpeg;
import io.tweedie.core.tensor.Shape;
import io.tweedie.images.ImageFile;
import io.tweedie.images.JpegEncoder;
import io.tweedie.images.LoadedImage;
import io.tweedie.models.checkpoint.SafetensorsWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.GeneratorOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What restore finds out of a photo by itself, and what it says of it. */
class RestoreDamageTest {

  @TempDir static Path shared;
  @TempDir Path temp;

  @BeforeAll
  static void writeModels() throws IOException {
    TinyModel.in(shared.resolve("model"));
    TinyModel.nearsighted(shared.resolve("nearsighted"));
  }

  private Cli restore(Path image, Object... more) {
    List<Object> arguments = new ArrayList<>(List.of("restore", image));
    arguments.addAll(List.of("--model", shared.resolve("model"), "--precision", "fp32"));
    arguments.addAll(List.of("--steps", "3", "--out", temp.resolve("out")));
    arguments.addAll(List.of(more));
    return Cli.run(arguments.toArray());
  }

  private JsonNode record() throws IOException {
    return new ObjectMapper().readTree(temp.resolve("out/run.json").toFile());
  }

  /** A gray photo that is white in its left third. */
  private Path mask(int size) {
    try (PointerScope scope = new PointerScope()) {
      Tensor mask = full(new long[] {1, 1, size, size}, scalar(-1));
      mask.narrow(3, 0, size / 3).fill_(scalar(1));
      Path file = temp.resolve("mask.png");
      ImageFile.writePng(file, mask);
      return file;
    }
  }

  @Test
  void aMaskMayMarkWhatIsMissingInWhite() throws IOException {
    Path photo = Pictures.write(temp.resolve("photo.png"), 3, 12, 12, 1);
    Path mask = mask(12);

    Cli asBlack = restore(photo, "--task", "inpaint-mask:" + mask);
    assertThat(asBlack.exit()).as(asBlack.err()).isZero();
    assertThat(asBlack.err())
        .contains("67 % of the photo is filled", "add --mask-fill white")
        .hasLineCount(1);
    assertThat(differenceAt(photo, 3)).isZero();
    assertThat(differenceAt(photo, 8)).isPositive();

    Cli asWhite = restore(photo, "--task", "inpaint-mask:" + mask, "--mask-fill", "white");
    assertThat(asWhite.exit()).as(asWhite.err()).isZero();
    assertThat(asWhite.err()).isEmpty();
    assertThat(differenceAt(photo, 3)).isPositive();
    assertThat(differenceAt(photo, 8)).isZero();
    assertThat(record().at("/operator/parameters/fill").asText()).isEqualTo("white");

    Cli replayed = Cli.run("replay", temp.resolve("out/run.json"));
    assertThat(replayed.exit()).as(replayed.out()).isZero();

    Cli meant = restore(photo, "--task", "inpaint-mask:" + mask, "--mask-fill", "black");
    assertThat(meant.err()).isEmpty();
  }

  /** The largest difference of photo and result in the column, in levels. */
  private long differenceAt(Path photo, int column) {
    try (PointerScope scope = new PointerScope()) {
      Tensor before = ImageFile.read(photo).pixels();
      Tensor after = ImageFile.read(temp.resolve("out/photo.restored.png")).pixels();
      Tensor difference = before.sub(after).narrow(3, column, 1).abs();
      return Math.round(difference.max().item_double() * 127.5);
    }
  }

  private Path noisy(String name, double levels) {
    try (PointerScope scope = new PointerScope()) {
      Tensor z =
          randn(new long[] {1, 3, 48, 40}, new GeneratorOptional(make_generator_cpu(1)))
              .mul(scalar(levels / 127.5));
      Path file = temp.resolve(name);
      ImageFile.writePng(file, z);
      return file;
    }
  }

  @Test
  void theNoiseOfEachPhotoIsFoundAndSaidUnlessItIsGiven() throws IOException {
    Path weak = noisy("weak.png", 8);
    Path strong = noisy("strong.png", 20);

    Cli run = restore(weak, strong, "--task", "denoise");

    assertThat(run.exit()).as(run.err()).isZero();
    assertThat(run.err().lines())
        .hasSize(2)
        .first()
        .asString()
        .matches(".*weak.png: noise of sigma 0.03\\d\\d found \\([78].\\d of 255\\); --sigma .*");
    assertThat(record().at("/operator/sigma").asDouble()).isCloseTo(8 / 255.0, within(0.003));
    assertThat(record().at("/images/0/operator").isMissingNode()).isTrue();
    assertThat(record().at("/images/1/operator/sigma").asDouble())
        .isCloseTo(20 / 255.0, within(0.006));
    assertThat(record().at("/images/1/chosen").asText()).isNotEmpty();
    assertThat(record().at("/images/1/timesteps").size()).isPositive();
    assertThat(record().at("/images/1/plan/steps").asText()).isNotEmpty();
    assertThat(record().at("/images/1/nfe").asInt()).isPositive();

    Cli told = restore(weak, "--task", "denoise", "--sigma", "0.1");
    assertThat(told.err()).isEmpty();
    assertThat(record().at("/operator/sigma").asDouble()).isEqualTo(0.1);
  }

  @Test
  void aPhotoAmongNoisierOnesComesOutAsAlone() throws IOException {
    Path weak = noisy("weak.png", 8);
    Path strong = noisy("strong.png", 20);
    assertThat(restore(strong, "--task", "denoise").exit()).isZero();
    byte[] alone = Files.readAllBytes(temp.resolve("out/strong.restored.png"));
    Files.delete(temp.resolve("out/strong.restored.png"));

    assertThat(restore(weak, strong, "--task", "denoise").exit()).isZero();

    assertThat(temp.resolve("out/strong.restored.png")).hasBinaryContent(alone);
  }

  @Test
  void aBlurredPhotoHasTheNoiseOfRoundingAndAnOpenBorder() throws IOException {
    Path photo = Pictures.write(temp.resolve("photo.png"), 3, 12, 10, 1);

    Cli run = restore(photo, "--task", "deblur-gaussian:5,1");

    assertThat(run.exit()).as(run.err()).isZero();
    assertThat(record().at("/operator/name").asText()).isEqualTo("deblur-gaussian:5,1.0,valid");
    assertThat(record().at("/operator/sigma").asDouble()).isEqualTo(Noise.OF_ROUNDING);
    assertThat(record().at("/images/0/image_shape").asText()).isEqualTo("3 x 16 x 14");
    assertThat(Pictures.describe(temp.resolve("out/photo.restored.png"))).isEqualTo("3 x 12 x 10");

    assertThat(restore(photo, "--task", "deblur-gaussian:5,1,reflect", "--sigma", "0").exit())
        .isZero();
    assertThat(record().at("/operator/name").asText()).isEqualTo("deblur-gaussian:5,1.0");
    assertThat(record().at("/operator/sigma").asDouble()).isZero();
  }

  @Test
  void otherTasksTakeAPhotoAsItIs() throws IOException {
    Path photo = Pictures.write(temp.resolve("photo.png"), 3, 12, 10, 1);
    assertThat(restore(photo, "--task", "sr:2").exit()).isZero();
    assertThat(record().at("/operator/sigma").asDouble()).isZero();
  }

  private Path jpeg(int quality, Jpeg.Chroma chroma) throws IOException {
    try (PointerScope scope = new PointerScope();
        LoadedImage image =
            ImageFile.read(Pictures.write(temp.resolve("clean.png"), 3, 16, 16, 1))) {
      Jpeg codec = new Jpeg(new Shape(3, 16, 16), quality, chroma);
      return Files.write(temp.resolve("photo.jpg"), JpegEncoder.encode(image.pixels(), codec));
    }
  }

  @Test
  void aJpegFileTellsHowItWasCompressed() throws IOException {
    Path photo = jpeg(35, Jpeg.Chroma.FULL);

    Cli read = restore(photo, "--task", "jpeg");
    assertThat(read.exit()).as(read.err()).isZero();
    assertThat(read.err()).contains("compressed at quality 35 (4:4:4)").hasLineCount(1);
    assertThat(record().at("/operator/name").asText()).isEqualTo("jpeg:35,4:4:4");

    Cli contradicted = restore(photo, "--task", "jpeg:10");
    assertThat(contradicted.err())
        .contains("quality 35 (4:4:4)", "restored as of quality 10 (4:2:0)");
    assertThat(record().at("/operator/name").asText()).isEqualTo("jpeg:10");

    assertThat(restore(photo, "--task", "jpeg:35,4:4:4").err()).isEmpty();
    Cli degraded = Cli.run("degrade", photo, "--task", "jpeg", "--out", temp.resolve("d"));
    assertThat(degraded.exit()).isEqualTo(2);
    assertThat(degraded.err()).contains("give one, such as jpeg:10");
  }

  @Test
  void aHoleWiderThanTheModelSeesIsFilledInASmallCopyFirst() throws IOException {
    Path photo = Pictures.write(temp.resolve("photo.png"), 3, 64, 64, 1);
    Path model = shared.resolve("nearsighted");

    Cli wide = restore(photo, "--task", "inpaint-box:40", "--model", model);
    assertThat(wide.exit()).as(wide.err()).isZero();
    assertThat(wide.err())
        .contains("wider than the model sees (16 pixels)", "a small copy is filled first")
        .hasLineCount(1);
    assertThat(record().at("/images/0/multiscale_reach").asInt()).isEqualTo(16);
    // All steps of the small copy, and the last ones of the whole.
    assertThat(record().path("nfe").asInt()).isGreaterThan(record().path("timesteps").size());
    byte[] multiscale = Files.readAllBytes(temp.resolve("out/photo.restored.png"));

    Cli direct = restore(photo, "--task", "inpaint-box:40", "--model", model, "--no-multiscale");
    assertThat(direct.exit()).as(direct.err()).isZero();
    assertThat(direct.err()).contains("fog", "--travel");
    assertThat(record().path("nfe").asInt()).isEqualTo(record().path("timesteps").size());
    assertThat(Files.readAllBytes(temp.resolve("out/photo.restored.png"))).isNotEqualTo(multiscale);

    Cli narrow = restore(photo, "--task", "inpaint-box:10", "--model", model);
    assertThat(narrow.err()).isEmpty();
    Cli farsighted = restore(photo, "--task", "inpaint-box:40");
    assertThat(farsighted.err()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"NaN", "rank", "type", "name", "shape"})
  void aMeasurementThatIsNoneIsRefusedBeforeTheModelIsLoaded(String fault) throws IOException {
    Path model = TinyModel.in(temp.resolve("unloadable"));
    Files.write(model.resolve("weights.safetensors"), new byte[20]);
    Path photo = Pictures.write(temp.resolve("photo.png"), 3, 8, 8, 1);
    Path degraded = temp.resolve("degraded");
    assertThat(Cli.run("degrade", photo, "--task", "colorize", "--out", degraded).exit()).isZero();
    Path file = degraded.resolve("photo.safetensors");
    try (PointerScope scope = new PointerScope()) {
      Tensor good = full(new long[] {1, 1, 8, 8}, scalar(0.5));
      Tensor bad =
          switch (fault) {
            case "NaN" -> good.div(scalar(0)).sub(good.div(scalar(0)));
            case "rank" -> good.squeeze(0);
            case "type" -> good.to(ScalarType.Long);
            case "shape" -> good.expand(1, 3, 8, 8).contiguous();
            default -> good;
          };
      String name = fault.equals("name") ? "x" : "y";
      SafetensorsWriter.write(file, Map.of(name, bad), Map.of());
    }

    Cli run = restore(file, "--model", model);

    assertThat(run.exit()).isEqualTo(1);
    assertThat(run.err()).contains("photo.safetensors").doesNotContain("weights").hasLineCount(1);
  }
}
