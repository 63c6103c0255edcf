package io.tweedie.core.operator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.bytedeco.pytorch.global.torch.ones;

import io.tweedie.core.tensor.Scalars;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TaskTest {

  private static final Shape IMAGE = new Shape(3, 24, 36);
  private static final MaskSource ALL_KNOWN = (file, height, width) -> ones(1, 1, height, width);

  @ParameterizedTest
  @ValueSource(
      strings = {
        "sr:4",
        "sr-bicubic:3",
        "inpaint-random:0.8",
        "inpaint-box:12",
        "inpaint-box:8x12",
        "inpaint-box:8@2,3",
        "inpaint-box:8x12@2,3",
        "inpaint-box:8@random",
        "inpaint-box:8x12@random",
        "inpaint-mask:C:/photos/scratch 1.png",
        "denoise",
        "colorize"
      })
  void readsWhatItWrites(String name) {
    Task task = Task.parse(name);
    assertThat(task.name()).isEqualTo(name);
    assertThat(Task.parse(task.name())).isEqualTo(task);
    ForwardOperator operator = task.operator(IMAGE, 1, ALL_KNOWN);
    assertThat(operator.name()).isEqualTo(name);
    assertThat(operator.imageShape()).isEqualTo(IMAGE);
    assertThat(task.imageShape(operator.measurementShape())).isEqualTo(IMAGE);
  }

  @ParameterizedTest
  @CsvSource({
    "inpaint-random:.8, inpaint-random:0.8",
    "inpaint-random:1e-3, inpaint-random:0.001",
    "inpaint-box:64x64, inpaint-box:64",
    "sr:04, sr:4"
  })
  void writesOneNameForEachTask(String given, String canonical) {
    assertThat(Task.parse(given).name()).isEqualTo(canonical);
  }

  @Test
  void readsTinyFractionsBack() {
    Task tiny = new Task.InpaintRandom(1e-5);
    assertThat(Task.parse(tiny.name())).isEqualTo(tiny);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "srr:4                 | did you mean sr:4?",
        "sr4                   | did you mean sr:4?",
        "sr:x                  | did you mean sr:4?",
        "sr-bicubik:4          | did you mean sr-bicubic:4?",
        "inpaint-random        | did you mean inpaint-random:0.8?",
        "inpaint-box:128@5     | did you mean inpaint-box:128?",
        "inpaint-box:9x9@5;6   | did you mean inpaint-box:64x96@8,16?",
        "inpaint-mask:         | did you mean inpaint-mask:mask.png?",
        "denoise:3             | did you mean denoise?",
        "colourise             | did you mean colorize?"
      })
  void suggestsTheNearestAndListsAll(String name, String suggestion) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Task.parse(name))
        .withMessageContainingAll("'" + name + "'", suggestion)
        .withMessageEndingWith(
            "sr:4, sr-bicubic:4, inpaint-random:0.8, inpaint-box:128, inpaint-box:64x96@8,16,"
                + " inpaint-box:128@random, inpaint-mask:mask.png, denoise, colorize");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "sr:1                 | at least 2, not 1",
        "sr-bicubic:0         | at least 2, not 0",
        "inpaint-random:1.5   | between 0 and 1, not at 1.5",
        "inpaint-box:0        | at least one pixel, not 0 x 0"
      })
  void saysWhichParameterIsWrong(String name, String reason) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Task.parse(name))
        .withMessageContainingAll("task '" + name + "'", reason, "sr-bicubic:4");
  }

  @ParameterizedTest
  @ValueSource(strings = {"sr:4", "sr-bicubic:4"})
  void superResolutionCropsAndEnlarges(String name) {
    Task task = Task.parse(name);
    assertThat(task.admissible(new Shape(3, 27, 32))).isEqualTo(new Shape(3, 24, 32));
    assertThat(task.imageShape(new Shape(1, 5, 6))).isEqualTo(new Shape(1, 20, 24));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> task.admissible(new Shape(3, 3, 32)))
        .withMessageContainingAll("at least 4 x 4", "3 x 32");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> task.operator(new Shape(3, 27, 32), 0))
        .withMessageContaining("multiples of the factor 4");
  }

  @Test
  void otherTasksTakeAnySize() {
    for (String name : new String[] {"inpaint-random:0.8", "inpaint-box:4", "denoise"}) {
      Shape odd = new Shape(1, 7, 11);
      assertThat(Task.parse(name).admissible(odd)).isEqualTo(odd);
      assertThat(Task.parse(name).imageShape(odd)).isEqualTo(odd);
    }
  }

  @Test
  void colorizeTurnsGrayIntoRgb() {
    Task task = Task.parse("colorize");
    assertThat(task.admissible(IMAGE)).isEqualTo(IMAGE);
    assertThatIllegalArgumentException().isThrownBy(() -> task.admissible(new Shape(1, 8, 8)));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> task.imageShape(IMAGE))
        .withMessageContaining("1 channel");
  }

  @Test
  void asksForTheMaskOfTheImagesSize() {
    Tensor[] given = new Tensor[1];
    MaskSource source =
        (file, height, width) -> {
          assertThat(file).isEqualTo("scratch.png");
          given[0] = Samples.normal(1, 1, 1, height, width).gt(Scalars.scalar(0));
          return given[0];
        };
    Task task = Task.parse("inpaint-mask:scratch.png");
    Inpainting operator = (Inpainting) task.operator(IMAGE, 0, source);
    assertThat(operator.mask().to(given[0]).equal(given[0])).isTrue();
    assertThatIllegalArgumentException()
        .isThrownBy(() -> task.operator(IMAGE, 0))
        .withMessageContainingAll("inpaint-mask:scratch.png", "MaskSource");
  }

  @Test
  void givesTheSeedToWhatIsLeftToChance() {
    for (String name : new String[] {"inpaint-random:0.5", "inpaint-box:2@random"}) {
      Shape large = new Shape(1, 128, 128);
      Tensor mask = ((Inpainting) Task.parse(name).operator(large, 1)).mask();
      Tensor again = ((Inpainting) Task.parse(name).operator(large, 1)).mask();
      Tensor other = ((Inpainting) Task.parse(name).operator(large, 2)).mask();
      assertThat(again.equal(mask)).isTrue();
      assertThat(other.equal(mask)).isFalse();
    }
  }
}
