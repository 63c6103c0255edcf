package io.tweedie.restore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.tweedie.restore.spec.GenerateSpec;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import org.bytedeco.javacpp.PointerScope;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GeneratorTest {

  private static final GenerateSpec TWO =
      GenerateSpec.of(2).with("steps", "uniform:3").with("class", 1);

  @TempDir Path temp;

  private ModelPrior classes() throws IOException {
    return Models.named(TinyModel.ofClasses(temp).toString());
  }

  @Test
  void drawsImagesAndTellsEveryStep() throws IOException {
    List<Long> steps = new ArrayList<>();
    try (ModelPrior prior = classes();
        Generator generator = Generator.of(prior, TWO);
        Generated drawn =
            generator.run(
                event -> {
                  assertThat(event.total()).isEqualTo(3);
                  assertThat(event.preview().getWidth()).isEqualTo(16);
                  steps.add(event.step());
                })) {
      assertThat(steps).containsExactly(0L, 1L, 2L, 3L);
      assertThat(drawn.pictures()).hasSize(2).allMatch(picture -> picture.getHeight() == 16);
      assertThat(drawn.provenance().fields())
          .containsEntry("classes", List.of(1L))
          .containsEntry("nfe", 3L)
          .containsKeys("model", "plan", "timesteps", "seed");
    }
  }

  @Test
  void anImageDoesNotDependOnHowManyAreDrawnButOnItsClass() throws IOException {
    try (PointerScope scope = new PointerScope();
        ModelPrior prior = classes();
        Generator two = Generator.of(prior, TWO);
        Generator three = Generator.of(prior, TWO.with("count", 3));
        Generator rows =
            Generator.of(prior, TWO.with("class", null).with("classes", "0-2").with("count", 1));
        Generated few = two.run(Events.NONE);
        Generated more = three.run(Events.NONE);
        Generated each = rows.run(Events.NONE)) {
      assertThat(more.images().narrow(0, 0, 2).equal(few.images())).isTrue();
      assertThat(each.images().size(0)).isEqualTo(3);
      // The second is of class 1 here too, and the first is not.
      assertThat(each.images().narrow(0, 1, 1).equal(few.images().narrow(0, 1, 1))).isTrue();
      assertThat(each.images().narrow(0, 0, 1).equal(few.images().narrow(0, 0, 1))).isFalse();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"ddpm", "ddim", "heun", "dpm++", "langevin"})
  void everySamplerEndsWhenItIsAskedTo(String sampler) throws IOException {
    GenerateSpec spec =
        TWO.with("sampler", sampler).with("steps", sampler.equals("langevin") ? "3" : "uniform:3");
    try (ModelPrior prior = classes();
        Generator generator = Generator.of(prior, spec)) {
      assertThatExceptionOfType(CancellationException.class)
          .isThrownBy(
              () ->
                  generator.run(
                      event -> {
                        if (event.step() == 1) {
                          event.cancel();
                        }
                      }))
          .withMessageContaining("after step 1 of");
    }
  }

  @Test
  void whatDoesNotGoTogetherIsRefusedBeforeWeightsAreRead() throws IOException {
    try (ModelPrior prior = classes()) {
      assertRefused(prior, TWO.with("class", 7), "knows classes 0 to 2, not 7");
      assertRefused(prior, TWO.with("classes", "0-2"), "--classes for several");
      assertRefused(prior, TWO.with("size", "8x8"), "draws images of 16x16 only");
      assertRefused(prior, TWO.with("sampler", "euler-"), "'euler-' is not known; choose one of");
      assertRefused(prior, TWO.with("sampler", "ddpm").with("eta", 0.5), "--eta is for");
      assertRefused(prior, TWO.with("guidance", "cfg:3").with("class", null), "needs a class");
    }
  }

  private static void assertRefused(ModelPrior prior, GenerateSpec spec, String message) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Generator.of(prior, spec))
        .withMessageContaining(message);
  }
}
