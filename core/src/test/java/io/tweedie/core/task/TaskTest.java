package io.tweedie.core.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.bytedeco.pytorch.global.torch.ones;

import io.tweedie.core.contract.Samples;
import io.tweedie.core.operator.Blur;
import io.tweedie.core.operator.Boundary;
import io.tweedie.core.operator.ForwardOperator;
import io.tweedie.core.operator.Inpainting;
import io.tweedie.core.operator.Kernel;
import io.tweedie.core.tensor.Scalars;
import io.tweedie.core.tensor.Shape;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TaskTest {

  private static final Shape IMAGE = new Shape(3, 24, 36);
  private static final Kernel POINT = Kernel.of(new double[][] {{1}});

  /** All pixels known, and nothing blurred. */
  private static final TaskFiles PLAIN =
      new TaskFiles() {
        @Override
        public Tensor mask(String file, InpaintingTask.Fill fill, long height, long width) {
          return ones(1, 1, height, width);
        }

        @Override
        public Kernel kernel(String file) {
          return POINT;
        }
      };

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
        "inpaint-mask:left,right.png,white",
        "inpaint-freeform:0.15",
        "inpaint-freeform:0.1-0.2",
        "uncrop:0.5",
        "deblur-gaussian:9,3.0",
        "deblur-gaussian:61,3.0,circular",
        "deblur-gaussian:61,1.0,valid",
        "deblur-motion:9,0.5,valid",
        "deblur-motion:9,0.5",
        "deblur-motion:61,0.5,replicate",
        "deblur-kernel:kernel.csv",
        "deblur-kernel:C:/lens, 2.npy,zero",
        "deblur-nonlinear",
        "phase-retrieval:2",
        "phase-retrieval:0.5",
        "jpeg:10",
        "jpeg:75,4:4:4",
        "denoise",
        "colorize"
      })
  void readsWhatItWrites(String name) {
    Task task = Task.parse(name);
    assertThat(task.name()).isEqualTo(name);
    assertThat(Task.parse(task.name())).isEqualTo(task);
    ForwardOperator operator = task.operator(IMAGE, 1, PLAIN);
    assertThat(operator.name()).isEqualTo(name);
    assertThat(operator.imageShape()).isEqualTo(IMAGE);
    assertThat(task.imageShape(operator.measurementShape())).isEqualTo(IMAGE);
  }

  @ParameterizedTest
  @CsvSource({
    "inpaint-random:.8, inpaint-random:0.8",
    "inpaint-random:1e-3, inpaint-random:0.001",
    "inpaint-box:64x64, inpaint-box:64",
    "inpaint-freeform:.1-0.10, inpaint-freeform:0.1",
    "'deblur-gaussian:9,3', 'deblur-gaussian:9,3.0'",
    "'deblur-motion:9,.5,reflect', 'deblur-motion:9,0.5'",
    "'deblur-kernel:k.csv,reflect', deblur-kernel:k.csv",
    "phase-retrieval:2.0, phase-retrieval:2",
    "'jpeg:10,4:2:0', jpeg:10",
    "sr:04, sr:4"
  })
  void writesOneNameForEachTask(String given, String canonical) {
    assertThat(Task.parse(given).name()).isEqualTo(canonical);
  }

  @Test
  void readsTinyFractionsBack() {
    Task tiny = new InpaintingTask.RandomPixels(1e-5);
    assertThat(Task.parse(tiny.name())).isEqualTo(tiny);
    Task range = new InpaintingTask.FreeForm(1e-5, 2e-5);
    assertThat(Task.parse(range.name())).isEqualTo(range);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "srr:4                 | did you mean sr:4?",
        "upscale:4             | did you mean sr:4?",
        "Superres              | did you mean sr:4?",
        "enlarge:2             | did you mean sr:4?",
        "blur:3                | did you mean deblur-gaussian:61,3.0?",
        "deblur                | did you mean deblur-gaussian:61,3.0?",
        "noise                 | did you mean denoise?",
        "mask:hole.png         | did you mean inpaint-mask:mask.png?",
        "inpaint               | did you mean inpaint-mask:mask.png?",
        "colour                | did you mean colorize?",
        "colourize             | did you mean colorize?",
        "sr4                   | did you mean sr:4?",
        "sr:x                  | did you mean sr:4?",
        "sr-bicubik:4          | did you mean sr-bicubic:4?",
        "inpaint-random        | did you mean inpaint-random:0.8?",
        "inpaint-box:128@5     | did you mean inpaint-box:128?",
        "inpaint-box:9x9@5;6   | did you mean inpaint-box:64x96@8,16?",
        "inpaint-mask:         | did you mean inpaint-mask:mask.png?",
        "inpaint-free:0.1      | did you mean inpaint-freeform:0.15?",
        "uncrop                | did you mean uncrop:0.5?",
        "deblur-gaussian:61    | did you mean deblur-gaussian:61,3.0?",
        "deblur-gauss:61,3     | did you mean deblur-gaussian:61,3.0?",
        "deblur-motion:61;0.5  | did you mean deblur-motion:61,0.5?",
        "deblur-kernel         | did you mean deblur-kernel:kernel.csv?",
        "deblur-nonlinear:     | did you mean deblur-nonlinear?",
        "phase-retreival:2     | did you mean phase-retrieval:2?",
        "phase-retrieval       | did you mean phase-retrieval:2?",
        "jpg:10                | did you mean jpeg:10?",
        "jpeg:ten              | did you mean jpeg:10?",
        "denoise:3             | did you mean denoise?",
        "colourise             | did you mean colorize?"
      })
  void suggestsTheNearestAndListsAll(String name, String suggestion) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Task.parse(name))
        .withMessageContainingAll("'" + name + "'", suggestion)
        .withMessageEndingWith(
            "sr:4, sr-bicubic:4, inpaint-random:0.8, inpaint-box:128, inpaint-box:64x96@8,16,"
                + " inpaint-box:128@random, inpaint-mask:mask.png, inpaint-freeform:0.15,"
                + " uncrop:0.5, deblur-gaussian:61,3.0, deblur-motion:61,0.5,"
                + " deblur-kernel:kernel.csv, deblur-nonlinear, deblur-nonlinear:GOPRO_wVAE.pth,"
                + " phase-retrieval:2, jpeg:10, denoise, colorize");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "sr:1                 | from 2 to 64, not 1",
        "sr:300               | from 2 to 64, not 300",
        "sr-bicubic:0         | from 2 to 64, not 0",
        "sr-bicubic:65        | from 2 to 64, not 65",
        "inpaint-random:1.5   | between 0 and 1, not at 1.5",
        "inpaint-box:0        | at least one pixel, not 0 x 0",
        "inpaint-freeform:1   | between 0 and 1, not at 1.0",
        "inpaint-freeform:0.2-0.1 | begins with the smaller one, unlike 0.2-0.1",
        "uncrop:1             | between 0 and 1, not at 1.0",
        "deblur-gaussian:0,3  | 1 to 2001 pixels along each edge, not 0 x 0",
        "deblur-gaussian:9999,3 | not 9999 x 9999",
        "deblur-gaussian:61,0 | positive number of pixels, not 0.0",
        "deblur-gaussian:61,3,mirror | boundary 'mirror' is not known; choose circular, reflect",
        "deblur-motion:61,1.5 | between 0 and 1, not at 1.5",
        "phase-retrieval:0    | lies above 0 and up to 32, not at 0.0",
        "jpeg:0               | from 1 (worst) to 100, not 0",
        "jpeg:10,4:2:2        | chroma sampling is 4:2:0 or 4:4:4, not 4:2:2"
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

  @ParameterizedTest
  @ValueSource(strings = {"sr:50", "sr-bicubic:50"})
  void superResolutionRefusesResultsThatNobodyCouldHold(String name) {
    Task task = Task.parse(name);
    assertThat(task.imageShape(new Shape(3, 200, 200))).isEqualTo(new Shape(3, 10_000, 10_000));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> task.imageShape(new Shape(3, 201, 200)))
        .withMessageContainingAll(
            "10050 x 10000", "of a photo of 201 x 200", "at most 100 million", "at most 49");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> task.imageShape(new Shape(3, 9000, 9000)))
        .withMessageContainingAll("450000 x 450000", "shrink or crop the photo");
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
    TaskFiles files =
        new TaskFiles() {
          @Override
          public Tensor mask(String file, InpaintingTask.Fill fill, long height, long width) {
            assertThat(file).isEqualTo("scratch.png");
            given[0] = Samples.normal(1, 1, 1, height, width).gt(Scalars.scalar(0));
            return given[0];
          }

          @Override
          public Kernel kernel(String file) {
            throw new AssertionError("not asked for");
          }
        };
    Task task = Task.parse("inpaint-mask:scratch.png");
    Inpainting operator = (Inpainting) task.operator(IMAGE, 0, files);
    assertThat(operator.mask().to(given[0]).equal(given[0])).isTrue();
    assertThatIllegalArgumentException()
        .isThrownBy(() -> task.operator(IMAGE, 0))
        .withMessageContainingAll("inpaint-mask:scratch.png", "the mask in", "TaskFiles");
  }

  @Test
  void readsSeveralWhoseNamesHoldCommas() {
    String names =
        "sr:4,inpaint-box:8@2,3,deblur-gaussian:9,3.0,circular,deblur-motion:9,.5,deblur-kernel:"
            + "k.npy,zero,denoise";
    assertThat(Task.parseAll(names).stream().map(Task::name))
        .containsExactly(
            "sr:4",
            "inpaint-box:8@2,3",
            "deblur-gaussian:9,3.0,circular",
            "deblur-motion:9,0.5",
            "deblur-kernel:k.npy,zero",
            "denoise");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Task.parseAll("sr:4,circle,denoise"))
        .withMessageContaining("'circle'");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\'',
      value = {
        "inpaint-mask:\"mask,left.png\",denoise | inpaint-mask:mask,left.png | denoise",
        "\"inpaint-mask:mask,left.png\",denoise | inpaint-mask:mask,left.png | denoise",
        "denoise,\"inpaint-mask:a,denoise\"      | denoise | inpaint-mask:a,denoise",
        "deblur-kernel:\"k,sr:4\",zero,denoise   | deblur-kernel:k,sr:4,zero | denoise",
        "inpaint-mask:\"a\"\",b\",denoise        | inpaint-mask:a\",b | denoise",
        "inpaint-mask:\"C:\\$1,b\",denoise      | inpaint-mask:C:\\$1,b | denoise",
      })
  void quotesHoldCommasOfFileNames(String names, String first, String second) {
    assertThat(Task.parseAll(names).stream().map(Task::name)).containsExactly(first, second);
  }

  @Test
  void saysThatCommasOfFileNamesNeedQuotes() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Task.parseAll("inpaint-mask:mask,left.png,denoise"))
        .withMessageContainingAll("'left.png'", "quote it: \"inpaint-mask:mask,left.png\"");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Task.parseAll("inpaint-mask:\"mask,left.png,denoise"))
        .withMessageContaining("lack a closing quote");
  }

  @Test
  void asksForTheKernelThatItNames() {
    Task task = Task.parse("deblur-kernel:lens.npy,zero");
    assertThat(task.namedFile()).contains("lens.npy");
    Blur blur = (Blur) task.operator(IMAGE, 0, PLAIN);
    assertThat(blur.kernel()).isSameAs(POINT);
    assertThat(blur.boundary()).isEqualTo(Boundary.ZERO);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> task.operator(IMAGE, 0))
        .withMessageContainingAll("deblur-kernel:lens.npy,zero", "the kernel in lens.npy");
  }

  @Test
  void namesTheFilesThatItReads() {
    assertThat(Task.parse("inpaint-mask:a.png").namedFile()).contains("a.png");
    assertThat(Task.parse("inpaint-box:4").namedFile()).isEmpty();
  }

  @Test
  void blursAsDpsDoesUnlessToldOtherwise() {
    assertThat(Task.parse("deblur-gaussian:61,3.0"))
        .isEqualTo(new DeblurTask.Gaussian(61, 3, Boundary.REFLECT));
    assertThat(Task.parse("deblur-motion:61,0.5,circular"))
        .isEqualTo(new DeblurTask.Motion(61, 0.5, Boundary.CIRCULAR));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Task.parse("deblur-gaussian:61,3.0").operator(IMAGE, 0))
        .withMessageContainingAll("deblur-gaussian:61,3.0 reaches 30 rows", "24 x 36", "circular");
  }

  @Test
  void shakesByTheSeed() {
    Task task = Task.parse("deblur-motion:15,0.5");
    double[] first = ((Blur) task.operator(IMAGE, 1)).kernel().rowSums();
    assertThat(((Blur) task.operator(IMAGE, 1)).kernel().rowSums()).isEqualTo(first);
    assertThat(((Blur) task.operator(IMAGE, 2)).kernel().rowSums()).isNotEqualTo(first);
  }

  @Test
  void givesTheSeedToWhatIsLeftToChance() {
    for (String name :
        new String[] {"inpaint-random:0.5", "inpaint-box:2@random", "inpaint-freeform:0.2"}) {
      Shape large = new Shape(1, 128, 128);
      Tensor mask = ((Inpainting) Task.parse(name).operator(large, 1)).mask();
      Tensor again = ((Inpainting) Task.parse(name).operator(large, 1)).mask();
      Tensor other = ((Inpainting) Task.parse(name).operator(large, 2)).mask();
      assertThat(again.equal(mask)).isTrue();
      assertThat(other.equal(mask)).isFalse();
    }
  }
}
