package io.tweedie.core.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.tweedie.core.operator.ForwardOperator;
import io.tweedie.core.operator.Identity;
import io.tweedie.core.operator.Kernel;
import io.tweedie.core.operator.LinearOperator;
import io.tweedie.core.tensor.Shape;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;

class NonlinearTaskTest {

  private static final String ENCODED = "deblur-nonlinear:nets/GOPRO_wVAE.pth";

  @Test
  void asksForTheNetworkOfAnEncodedBlur() {
    Shape image = new Shape(3, 128, 256);
    TaskFiles files =
        new TaskFiles() {
          @Override
          public Tensor mask(String file, InpaintingTask.Fill fill, long height, long width) {
            throw new AssertionError(file);
          }

          @Override
          public Kernel kernel(String file) {
            throw new AssertionError(file);
          }

          @Override
          public ForwardOperator blur(String name, String file, Shape shape, long seed) {
            assertThat(name).isEqualTo(ENCODED);
            assertThat(file).isEqualTo("nets/GOPRO_wVAE.pth");
            assertThat(seed).isEqualTo(7);
            return new Identity(shape);
          }
        };
    Task task = Task.parse(ENCODED);
    assertThat(task.name()).isEqualTo(ENCODED);
    assertThat(task.namedFile()).contains("nets/GOPRO_wVAE.pth");
    assertThat(task.operator(image, 7, files)).isEqualTo(new Identity(image));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> task.operator(image, 7))
        .withMessageContainingAll(ENCODED, "needs the network", "TaskFiles", "needs none");
  }

  @Test
  void anEncodedBlurTakesMultiplesOf128() {
    Task task = Task.parse(ENCODED);
    assertThat(task.admissible(new Shape(3, 300, 128))).isEqualTo(new Shape(3, 256, 128));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> task.admissible(new Shape(3, 300, 100)))
        .withMessageContainingAll("multiples of 128", "300 x 100", "takes any size");
  }

  @Test
  void phasesAreSoughtFromNoPicture() {
    assertThat(Task.parse("phase-retrieval:2").measuresPictures()).isFalse();
    assertThat(Task.parse("jpeg:10").measuresPictures()).isTrue();
    assertThat(Task.parse("phase-retrieval:2").imageShape(new Shape(3, 384, 96)))
        .isEqualTo(new Shape(3, 256, 64));
  }

  @Test
  void noneIsLinear() {
    for (String name : new String[] {"deblur-nonlinear", "phase-retrieval:2", "jpeg:10"}) {
      Task task = Task.parse(name);
      assertThat(task).isInstanceOf(NonlinearTask.class);
      ForwardOperator operator = task.operator(new Shape(3, 16, 24), 1);
      assertThat(operator).isNotInstanceOf(LinearOperator.class);
      assertThat(operator.name()).isEqualTo(name);
    }
  }
}
