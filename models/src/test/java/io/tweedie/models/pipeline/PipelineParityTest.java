package io.tweedie.models.pipeline;

import static io.tweedie.core.tensor.Scalars.scalar;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tweedie.core.denoiser.Condition;
import io.tweedie.core.random.NoiseSource;
import io.tweedie.core.sampling.SamplingLoop;
import io.tweedie.core.tensor.Batching;
import io.tweedie.core.tensor.Compute;
import io.tweedie.models.clip.tokenizer.TokenizedText;
import io.tweedie.models.parity.DeterministicWeights;
import io.tweedie.models.parity.Goldens;
import io.tweedie.models.scheduler.Scheduler;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import javax.imageio.ImageIO;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** From prompt to picture, against the pipelines of diffusers on the same weights and noise. */
class PipelineParityTest {

  private static final int GREY_LEVELS = 1;
  private static final long[] LATENTS = {1, 4, 16, 12};

  @TempDir private static Path folder;

  private static TextToImage pipeline;
  private static JsonNode golden;

  @BeforeAll
  static void open() throws IOException {
    golden = new ObjectMapper().readTree(Goldens.file("pipeline/index.json").toFile());
    pipeline = TextToImage.open(SmallTextToImage.in(folder), Compute.REFERENCE.with(Batching.FAST));
  }

  @AfterAll
  static void close() {
    pipeline.close();
  }

  private static Condition.Text text(String text) {
    return pipeline.encode(pipeline.tokenize(text));
  }

  private static Condition.Text prompt() {
    return text(golden.path("prompt").asText());
  }

  private static Scheduler scheduler(String name) throws IOException {
    return pipeline.scheduler(name).withSteps(golden.path("steps").asInt());
  }

  private static void assertSame(String name, Generation generation, long... latents)
      throws IOException {
    NoiseSource noise =
        (step, purpose, shape) ->
            DeterministicWeights.tensor(
                "pipeline/noise-" + (generation.steps() - 1 - step), shape.batch(1));
    Tensor z = DeterministicWeights.tensor("pipeline/latents", latents);
    Tensor picture =
        generation.picture(
            generation.run(generation.start(z), z, noise, SamplingLoop.Listener.NONE));
    BufferedImage expected = ImageIO.read(Goldens.file("pipeline/" + name + ".png").toFile());
    assertThat(picture.shape()).containsExactly(1, 3, expected.getHeight(), expected.getWidth());
    int farthest = 0;
    for (int y = 0; y < expected.getHeight(); y++) {
      for (int x = 0; x < expected.getWidth(); x++) {
        for (int c = 0; c < 3; c++) {
          double value = picture.select(1, c).select(1, y).select(1, x).item_double();
          int level = (int) Math.rint((value + 1) * 127.5);
          int theirs = expected.getRGB(x, y) >> 16 - 8 * c & 0xFF;
          farthest = Math.max(farthest, Math.abs(level - theirs));
        }
      }
    }
    assertThat(farthest)
        .as("grey levels from diffusers, %s", name)
        .isLessThanOrEqualTo(GREY_LEVELS);
  }

  @Test
  void tokensAreThoseOfTransformers() {
    TokenizedText tokens = pipeline.tokenize(golden.path("prompt").asText());

    assertThat(new ObjectMapper().<JsonNode>valueToTree(tokens.ids()))
        .isEqualTo(golden.path("ids"));
    assertThat(tokens.length()).isLessThan(77);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "ddim",
        "ddpm",
        "pndm",
        "euler",
        "euler-a",
        "heun",
        "dpm++",
        "dpm++sde",
        "lms",
        "unipc"
      })
  void drawsAsDiffusersDoes(String name) throws IOException {
    try (PointerScope scope = new PointerScope()) {
      double scale = golden.path("scale").asDouble();
      assertSame(
          name, new Generation(pipeline, scheduler(name), prompt(), text(""), scale), LATENTS);
    }
  }

  @Test
  void drawsAsDiffusersDoesWithEta() throws IOException {
    try (PointerScope scope = new PointerScope()) {
      Scheduler scheduler = scheduler("ddim").withEta(golden.path("eta").asDouble());
      double scale = golden.path("scale").asDouble();
      assertSame(
          "ddim-eta", new Generation(pipeline, scheduler, prompt(), text(""), scale), LATENTS);
    }
  }

  @Test
  void drawsAsDiffusersDoesWithANegativePrompt() throws IOException {
    try (PointerScope scope = new PointerScope()) {
      Condition.Text negative = text(golden.path("negative").asText());
      double scale = golden.path("scale").asDouble();
      assertSame(
          "negative",
          new Generation(pipeline, scheduler("ddim"), prompt(), negative, scale),
          LATENTS);
    }
  }

  @Test
  void drawsAsDiffusersDoesUnguidedAndAtTheUsualSize() throws IOException {
    try (PointerScope scope = new PointerScope()) {
      Condition.Text nothing = text("");
      double scale = golden.path("scale").asDouble();
      assertSame(
          "unguided", new Generation(pipeline, scheduler("ddim"), prompt(), nothing, 1), LATENTS);
      assertSame(
          "square",
          new Generation(pipeline, scheduler("ddim"), prompt(), nothing, scale),
          pipeline.latentShape(pipeline.usualShape()).batch(1));
    }
  }

  @ParameterizedTest
  @CsvSource({"image,ddim", "image,euler", "fill,ddim", "fill,euler"})
  void changesAPictureAsDiffusersDoes(String kind, String scheduler) throws IOException {
    try (PointerScope scope = new PointerScope()) {
      Optional<Tensor> kept =
          kind.equals("fill")
              ? Optional.of(picture("mask").narrow(1, 0, 1).lt(scalar(0)).to(ScalarType.Float))
              : Optional.empty();
      GivenPicture given =
          new GivenPicture(picture("given"), golden.path("strength").asDouble(), kept);
      double scale = golden.path("scale").asDouble();
      Generation generation =
          new Generation(
              pipeline,
              scheduler(scheduler),
              prompt(),
              text(""),
              scale,
              Optional.empty(),
              Optional.of(given));
      assertSame(kind + "-" + scheduler, generation, LATENTS);
    }
  }

  /** A golden picture, 1 x 3 x H x W in [-1, 1]. */
  private static Tensor picture(String name) throws IOException {
    BufferedImage picture = ImageIO.read(Goldens.file("pipeline/" + name + ".png").toFile());
    int height = picture.getHeight();
    int width = picture.getWidth();
    float[] values = new float[3 * height * width];
    for (int i = 0; i < values.length; i++) {
      int pixel = picture.getRGB(i % width, i / width % height);
      values[i] = (pixel >> 16 - 8 * (i / width / height) & 0xFF) / 127.5f - 1;
    }
    return Tensor.create(values, 1, 3, height, width);
  }
}
