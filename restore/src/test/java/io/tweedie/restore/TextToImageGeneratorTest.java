package io.tweedie.restore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.bytedeco.pytorch.global.torch.ones;
import static org.bytedeco.pytorch.global.torch.zeros;

import io.tweedie.models.pipeline.GivenPicture;
import io.tweedie.models.pipeline.PipelineCard;
import io.tweedie.restore.photo.StateFile;
import io.tweedie.restore.spec.ComputeSpec;
import io.tweedie.restore.spec.TextToImageSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TextToImageGeneratorTest {

  private static final ComputeSpec EXACT = new ComputeSpec("fp32", "contiguous", null, null);
  private static final TextToImageSpec BOAT = TextToImageSpec.of("a boat").with("steps", 3);

  @TempDir private static Path models;
  private static TextPipeline pipeline;

  @TempDir private Path temp;
  private PointerScope scope;

  @BeforeAll
  static void open() throws IOException {
    pipeline = Pipelines.open(TinyPipeline.in(models.resolve("tiny")).toString(), EXACT);
  }

  @AfterAll
  static void free() {
    pipeline.close();
  }

  @BeforeEach
  void enter() {
    scope = new PointerScope();
  }

  @AfterEach
  void leave() {
    scope.close();
  }

  private static Tensor drawn(TextToImageSpec spec, Beginning beginning) {
    try (TextToImageGenerator generator = TextToImageGenerator.of(pipeline, spec, beginning)) {
      return generator.run(Events.NONE).images();
    }
  }

  private static Tensor drawn(TextToImageSpec spec) {
    return drawn(spec, Beginning.NOISE);
  }

  private static Beginning latents(Tensor latents) {
    return new Beginning(Optional.empty(), Optional.of(latents));
  }

  @Test
  void drawsPicturesAndTellsEveryStep() {
    List<Long> steps = new ArrayList<>();
    try (TextToImageGenerator generator =
            TextToImageGenerator.of(pipeline, BOAT.with("count", 2), Beginning.NOISE);
        Generated drawn =
            generator.run(
                event -> {
                  assertThat(event.total()).isEqualTo(6);
                  assertThat(event.preview().getWidth()).isEqualTo(16);
                  steps.add(event.step());
                })) {
      assertThat(steps).containsExactly(1L, 2L, 3L, 4L, 5L, 6L);
      assertThat(drawn.pictures()).hasSize(2).allMatch(picture -> picture.getHeight() == 16);
      assertThat(drawn.provenance().fields())
          .containsEntry("prompt", "a boat")
          .containsEntry("scale", 7.5)
          .containsEntry("scheduler", "ddim")
          .containsEntry("nfe", 6L)
          .containsKeys("model", "plan", "timesteps", "seed");
    }
  }

  @Test
  void evaluationsAreOfBothHalvesOfGuidanceWhereThereAreTwo() {
    for (double scale : new double[] {0, 1, 3}) {
      try (TextToImageGenerator generator =
              TextToImageGenerator.of(pipeline, BOAT.with("scale", scale), Beginning.NOISE);
          Drawn drawn = generator.draw(0, Optional.empty(), Events.NONE)) {
        assertThat(drawn.nfe()).as("scale %s", scale).isEqualTo(scale == 3 ? 6 : 3);
      }
    }
  }

  @Test
  void aPictureDependsOnItsNumberAndNotOnHowManyAreDrawn() {
    Tensor two = drawn(BOAT.with("count", 2));

    assertThat(two.narrow(0, 0, 1).equal(drawn(BOAT))).isTrue();
    assertThat(two.narrow(0, 0, 1).equal(two.narrow(0, 1, 1))).isFalse();
    assertThat(drawn(BOAT.with("seed", 3)).equal(drawn(BOAT))).isFalse();
  }

  @Test
  void scalesMeanWhatTheySay() {
    Tensor nothing = drawn(BOAT.with("prompt", "").with("scale", 1));
    TextToImageSpec dark = BOAT.with("negative", "dark");

    assertThat(drawn(BOAT.with("scale", 0)).equal(nothing)).isTrue();
    assertThat(drawn(BOAT.with("scale", 3)).equal(drawn(dark.with("scale", 3)))).isFalse();
    assertThat(drawn(BOAT.with("scale", 1)).equal(drawn(dark.with("scale", 1)))).isTrue();
    assertThat(drawn(BOAT.with("scale", 1)).equal(nothing)).isFalse();
    assertThat(
            drawn(dark.with("scale", 0)).equal(drawn(BOAT.with("prompt", "dark").with("scale", 1))))
        .isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"ddim", "euler-a", "unipc"})
  void stoppedItGoesOnWhereItWas(String scheduler) {
    TextToImageSpec spec = BOAT.with("scheduler", scheduler);
    StateFile file = new StateFile(temp.resolve("state.safetensors"), "boat");
    List<String> told = new ArrayList<>();
    Events resumed =
        new Events() {
          @Override
          public void stepped(Event event) {
            told.add("step " + event.step());
          }

          @Override
          public void resumed(String photo, int step, int steps) {
            told.add("%s: %d of %d".formatted(photo, step, steps));
          }
        };
    try (TextToImageGenerator generator =
        TextToImageGenerator.of(pipeline, spec, Beginning.NOISE)) {
      assertThatExceptionOfType(CancellationException.class)
          .isThrownBy(
              () ->
                  generator.draw(
                      0,
                      Optional.of(file),
                      event -> {
                        if (event.step() == 2) {
                          event.cancel();
                        }
                      }))
          .withMessageContaining("after step 2 of 3");

      Drawn drawn = generator.draw(0, Optional.of(file), resumed);

      assertThat(told).containsExactly("picture 0: 2 of 3", "step 3");
      assertThat(drawn.nfe()).isEqualTo(6);
      assertThat(drawn.picture().equal(drawn(spec))).isTrue();
    }
  }

  @Test
  void latentsThatAreGivenAreOfAllPicturesOrOfEach() {
    Tensor z = Tensor.create(new float[] {0.5f, -0.5f}, 2, 1, 1, 1).expand(2, 4, 8, 8).contiguous();
    TextToImageSpec two = BOAT.with("count", 2);
    Tensor each = drawn(two, latents(z));
    Tensor all = drawn(two, latents(z.narrow(0, 1, 1)));

    assertThat(all.narrow(0, 0, 1).equal(all.narrow(0, 1, 1))).isTrue();
    assertThat(each.narrow(0, 1, 1).equal(all.narrow(0, 1, 1))).isTrue();
    assertThat(each.narrow(0, 0, 1).equal(all.narrow(0, 0, 1))).isFalse();
  }

  @Test
  void thePipelinesCardSaysWhatIsUsualWithIt() throws IOException {
    Path folder = TinyPipeline.in(temp.resolve("carded"));
    new PipelineCard("boats", null, 1.0, 2).write(folder);
    try (TextPipeline own = Pipelines.open(folder.toString(), EXACT);
        TextToImageGenerator generator =
            TextToImageGenerator.of(own, TextToImageSpec.of("a boat"), Beginning.NOISE)) {
      assertThat(generator.steps()).isEqualTo(2);
      assertThat(generator.settings(0)).containsEntry("scale", 1.0).containsEntry("steps", 2);
      assertThat(generator.run(Events.NONE).provenance().fields()).containsEntry("nfe", 2L);
    }
    Files.writeString(folder.resolve(PipelineCard.FILE), "{\"scales\": 3}");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Pipelines.open(folder.toString(), EXACT))
        .withMessageContaining("scales");
  }

  @Test
  void whatDoesNotFitIsRefusedBeforeWeightsAreRead() throws IOException {
    Path folder = TinyPipeline.in(temp.resolve("damaged"));
    for (String weights :
        List.of(
            "unet/diffusion_pytorch_model.safetensors",
            "vae/diffusion_pytorch_model.safetensors",
            "text_encoder/model.safetensors")) {
      Files.writeString(folder.resolve(weights), "damaged");
    }
    try (TextPipeline damaged = Pipelines.open(folder.toString(), EXACT)) {
      GivenPicture picture = new GivenPicture(zeros(1, 3, 16, 12), 0.1, Optional.empty());
      assertRefused(damaged, BOAT.with("size", "18x16"), Beginning.NOISE, "multiples of 4");
      assertRefused(
          damaged, BOAT, latents(ones(1, 4, 6, 7)), "14 x 12 (width x height)", "multiples of 4");
      assertRefused(
          damaged,
          BOAT.with("count", 2),
          latents(ones(3, 4, 8, 8)),
          "1 or 2 x 4 x 8 x 8, one for all or one for each; got [3, 4, 8, 8]");
      assertRefused(damaged, BOAT.with("size", "16x8"), latents(ones(1, 4, 8, 8)), "4 x 4 x 8");
      assertRefused(
          damaged,
          BOAT,
          new Beginning(Optional.of(picture), Optional.empty()),
          "leaves none of 3 steps");
      assertRefused(
          damaged, BOAT.with("scheduler", "euler").with("eta", 0.5), Beginning.NOISE, "no eta");
      assertThatExceptionOfType(RuntimeException.class)
          .isThrownBy(
              () -> TextToImageGenerator.of(damaged, BOAT, Beginning.NOISE).run(Events.NONE))
          .withMessageContaining("damaged");
    }
  }

  private static void assertRefused(
      TextPipeline pipeline, TextToImageSpec spec, Beginning beginning, String... words) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> TextToImageGenerator.of(pipeline, spec, beginning))
        .satisfies(refusal -> assertThat(refusal.getMessage()).contains(words));
  }

  @Test
  void wordsAreCheckedByThemselves() {
    assertThat(TextToImageSpec.of("a red seven").with("scale", 5).text())
        .isEqualTo("prompt=\"a red seven\" negative=\"\" scale=5.0 count=1 seed=0");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> BOAT.with("steps", 1001))
        .withMessage("--steps must be from 1 to 1000, got 1001");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> BOAT.with("size", "16"))
        .withMessageContaining("--size is width x height");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> BOAT.with("scheduler", "heuns"))
        .withMessageContaining("heuns");
  }

  @Test
  void whereNothingIsNamedTheScenesDrawIfTheyShip() throws IOException {
    assertThat(Pipelines.usual(List.of("others", "scenes"))).isEqualTo("scenes");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Pipelines.usual(List.of("others")))
        .withMessage(
            "the text-to-image model 'scenes' does not ship with this version; name a folder of"
                + " diffusers with --model");
  }

  @Test
  void theClipOfAPipelineIsBesideItsParts() throws IOException {
    Path folder = TinyPipeline.in(temp.resolve("scored"));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Pipelines.clip(folder.toString()))
        .withMessageContaining("has no folder 'clip'");
    Path clip = Files.createDirectory(folder.resolve("clip"));

    assertThat(Pipelines.clip(folder.toString())).isEqualTo(clip);
    assertThat(Pipelines.clip(clip.toString())).isEqualTo(clip);
  }
}
