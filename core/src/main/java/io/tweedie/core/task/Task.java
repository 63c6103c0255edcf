package io.tweedie.core.task;

import io.tweedie.core.operator.AveragePooling;
import io.tweedie.core.operator.BicubicDownsampling;
import io.tweedie.core.operator.Colorization;
import io.tweedie.core.operator.Downsampling;
import io.tweedie.core.operator.ForwardOperator;
import io.tweedie.core.operator.Identity;
import io.tweedie.core.tensor.Shape;
import java.util.List;
import java.util.Optional;

/**
 * A restoration task as the command line names it: {@code sr:4}, {@code inpaint-box:128}. It
 * becomes an operator as soon as an image gives it a shape.
 *
 * <p>Whoever implements this can restore photos under physics of their own wherever a task is asked
 * for, and by a {@link TaskProvider} makes {@link #parse} know their names.
 */
public interface Task {

  /**
   * Reads the name of a task.
   *
   * @param name a name with its parameters, such as {@code sr:4}
   * @throws IllegalArgumentException if there is no such task or its parameters are malformed; the
   *     message lists the tasks there are and suggests the nearest
   */
  static Task parse(String name) {
    return TaskNames.parse(name);
  }

  /**
   * Reads the names of several tasks with commas between them, as in {@code
   * sr:4,deblur-gaussian:61,3.0,circular,denoise}. Where a file's name holds a comma, quotes go
   * around it or around the task: {@code inpaint-mask:"mask,left.png",denoise}.
   *
   * @throws IllegalArgumentException as {@link #parse}, for the first name that is none
   */
  static List<Task> parseAll(String names) {
    return TaskNames.parseAll(names);
  }

  /** The canonical name, which {@link #parse} reads back and the operator bears too. */
  String name();

  /**
   * The physics of this task for images of one shape.
   *
   * @param image shape of the images sought
   * @param seed chooses what the task leaves to chance; tasks that leave nothing do not read it
   * @param files reads the file that the task names, if it names one
   * @throws IllegalArgumentException if the task cannot take images of this shape
   */
  ForwardOperator operator(Shape image, long seed, TaskFiles files);

  /**
   * As {@link #operator(Shape, long, TaskFiles)}, for tasks that name no file.
   *
   * @throws IllegalArgumentException if the task names one, or cannot take images of this shape
   */
  default ForwardOperator operator(Shape image, long seed) {
    return operator(image, seed, new NoFiles(name()));
  }

  /** The file that this task names, if it names one. */
  default Optional<String> namedFile() {
    return Optional.empty();
  }

  /**
   * Shape of the images that measurements of a shape came from.
   *
   * @throws IllegalArgumentException if this task makes no measurements of that shape
   */
  default Shape imageShape(Shape measurement) {
    return measurement;
  }

  /**
   * As {@link #imageShape(Shape)}, also for tasks where that depends on the file they name.
   *
   * @param files reads it
   */
  default Shape imageShape(Shape measurement, TaskFiles files) {
    return imageShape(measurement);
  }

  /** Whether measurements are pictures, which a photo can be. */
  default boolean measuresPictures() {
    return true;
  }

  /**
   * The largest shape within the given one that this task can take, for callers that crop.
   *
   * @throws IllegalArgumentException if there is none
   */
  default Shape admissible(Shape image) {
    return image;
  }

  /**
   * {@code sr:4}: enlarges what {@link AveragePooling} shrank.
   *
   * @param factor 2 to 64
   */
  record SuperResolve(int factor) implements Task {

    /** Refuses other factors. */
    public SuperResolve {
      Downsampling.requireFactor(factor);
    }

    @Override
    public String name() {
      return "sr:" + factor;
    }

    @Override
    public ForwardOperator operator(Shape image, long seed, TaskFiles files) {
      return new AveragePooling(image, factor);
    }

    @Override
    public Shape imageShape(Shape measurement) {
      return Downsampling.enlarge(measurement, factor);
    }

    @Override
    public Shape admissible(Shape image) {
      return Downsampling.admissible(image, factor);
    }
  }

  /**
   * {@code sr-bicubic:4}: enlarges what {@link BicubicDownsampling} shrank.
   *
   * @param factor 2 to 64
   */
  record SuperResolveBicubic(int factor) implements Task {

    /** Refuses other factors. */
    public SuperResolveBicubic {
      Downsampling.requireFactor(factor);
    }

    @Override
    public String name() {
      return "sr-bicubic:" + factor;
    }

    @Override
    public ForwardOperator operator(Shape image, long seed, TaskFiles files) {
      return new BicubicDownsampling(image, factor);
    }

    @Override
    public Shape imageShape(Shape measurement) {
      return Downsampling.enlarge(measurement, factor);
    }

    @Override
    public Shape admissible(Shape image) {
      return Downsampling.admissible(image, factor);
    }
  }

  /** {@code denoise}: removes noise and nothing else. */
  record Denoise() implements Task {

    @Override
    public String name() {
      return "denoise";
    }

    @Override
    public ForwardOperator operator(Shape image, long seed, TaskFiles files) {
      return new Identity(image);
    }
  }

  /** {@code colorize}: gives a gray image its colours. */
  record Colorize() implements Task {

    @Override
    public String name() {
      return "colorize";
    }

    @Override
    public ForwardOperator operator(Shape image, long seed, TaskFiles files) {
      return new Colorization(image);
    }

    @Override
    public Shape imageShape(Shape measurement) {
      if (measurement.channels() != 1) {
        throw new IllegalArgumentException(
            "colorize starts from gray images of 1 channel, not " + measurement);
      }
      return new Shape(3, measurement.height(), measurement.width());
    }

    @Override
    public Shape admissible(Shape image) {
      return new Colorization(image).imageShape();
    }
  }
}
