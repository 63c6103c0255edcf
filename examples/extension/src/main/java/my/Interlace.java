package my;

import static io.tweedie.core.tensor.Scalars.sum;
import static org.bytedeco.pytorch.global.torch.constant_pad_nd;

import io.tweedie.core.operator.ForwardOperator;
import io.tweedie.core.tensor.Shape;
import io.tweedie.core.operator.SpectralOperator;
import io.tweedie.core.task.Task;
import io.tweedie.core.task.TaskFiles;
import io.tweedie.core.task.TaskForm;
import io.tweedie.core.task.TaskProvider;
import java.util.List;
import java.util.function.DoubleUnaryOperator;
import org.bytedeco.pytorch.LongOptional;
import org.bytedeco.pytorch.Tensor;

/**
 * An operator: the camera sees the first of every so many rows. It picks, so A A' = 1, and its
 * singular values are 1 in the rows that it sees and 0 in the others.
 *
 * @param every rows from one that is seen to the next
 * @param imageShape shape of the images, whose height is a multiple of that
 */
public record Interlace(int every, Shape imageShape) implements SpectralOperator {

  @Override
  public String name() {
    return "interlace:" + every;
  }

  @Override
  public Shape measurementShape() {
    return new Shape(imageShape.channels(), imageShape.height() / every, imageShape.width());
  }

  @Override
  public Tensor apply(Tensor x) {
    imageShape.require(x, "image of " + name());
    return x.slice(2, new LongOptional(0), new LongOptional(imageShape.height()), every);
  }

  @Override
  public Tensor adjoint(Tensor y) {
    measurementShape().require(y, "measurement of " + name());
    Tensor spread = constant_pad_nd(y.unsqueeze(3), 0, 0, 0, every - 1);
    return spread.reshape(imageShape.batch(y.size(0)));
  }

  @Override
  public Tensor pseudoInverse(Tensor y) {
    return adjoint(y);
  }

  @Override
  public Tensor spectralFilter(Tensor x, DoubleUnaryOperator f) {
    double unseen = f.applyAsDouble(0);
    double seen = f.applyAsDouble(1);
    return sum(unseen, x, seen - unseen, adjoint(apply(x)));
  }

  /**
   * Its task, {@code --task interlace:2}: makes the rows between those of a photo.
   *
   * @param every 2 to 8
   */
  public record Deinterlace(int every) implements Task {

    /** Refuses what is no picking. */
    public Deinterlace {
      if (every < 2 || every > 8) {
        throw new IllegalArgumentException("rows are seen every 2 to 8, not " + every);
      }
    }

    @Override
    public String name() {
      return "interlace:" + every;
    }

    @Override
    public ForwardOperator operator(Shape image, long seed, TaskFiles files) {
      return new Interlace(every, image);
    }

    @Override
    public Shape imageShape(Shape seen) {
      return new Shape(seen.channels(), seen.height() * every, seen.width());
    }

    @Override
    public Shape admissible(Shape image) {
      return new Shape(image.channels(), image.height() / every * every, image.width());
    }
  }

  /** Registers the task. */
  public static final class Provider implements TaskProvider {

    @Override
    public String name() {
      return "interlace";
    }

    @Override
    public String summary() {
      return "only every so many rows were seen";
    }

    @Override
    public List<TaskForm> forms() {
      return List.of(
          new TaskForm(
              "interlace:2",
              "interlace:(\\d{1,3})",
              match -> new Deinterlace(Integer.parseInt(match.group(1)))));
    }
  }
}
