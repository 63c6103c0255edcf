package io.tweedie.core.operator;

/**
 * A restoration task as the command line names it: {@code sr:4}, {@code inpaint-box:128}. It
 * becomes an operator as soon as an image gives it a shape.
 */
public sealed interface Task {

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

  /** The canonical name, which {@link #parse} reads back and the operator bears too. */
  String name();

  /**
   * The physics of this task for images of one shape.
   *
   * @param image shape of the images sought
   * @param seed chooses what the task leaves to chance; tasks that leave nothing do not read it
   * @param masks reads the masks of {@code inpaint-mask:FILE}
   * @throws IllegalArgumentException if the task cannot take images of this shape
   */
  ForwardOperator operator(Shape image, long seed, MaskSource masks);

  /**
   * As {@link #operator(Shape, long, MaskSource)}, for tasks that name no file.
   *
   * @throws IllegalArgumentException if the task names one, or cannot take images of this shape
   */
  default ForwardOperator operator(Shape image, long seed) {
    return operator(
        image,
        seed,
        (file, height, width) -> {
          throw new IllegalArgumentException(
              name() + " needs the mask in " + file + ": give a MaskSource that reads it");
        });
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
   * @param factor at least 2
   */
  record SuperResolve(int factor) implements Task {

    /** Refuses factors below 2. */
    public SuperResolve {
      Downsampling.requireFactor(factor);
    }

    @Override
    public String name() {
      return "sr:" + factor;
    }

    @Override
    public ForwardOperator operator(Shape image, long seed, MaskSource masks) {
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
   * @param factor at least 2
   */
  record SuperResolveBicubic(int factor) implements Task {

    /** Refuses factors below 2. */
    public SuperResolveBicubic {
      Downsampling.requireFactor(factor);
    }

    @Override
    public String name() {
      return "sr-bicubic:" + factor;
    }

    @Override
    public ForwardOperator operator(Shape image, long seed, MaskSource masks) {
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

  /**
   * {@code inpaint-random:0.8}: fills pixels missing at random places.
   *
   * @param missingFraction share of the pixels that are missing, above 0 and below 1
   */
  record InpaintRandom(double missingFraction) implements Task {

    /** Refuses fractions that are none. */
    public InpaintRandom {
      Inpainting.requireFraction(missingFraction);
    }

    @Override
    public String name() {
      return Inpainting.randomName(missingFraction);
    }

    @Override
    public ForwardOperator operator(Shape image, long seed, MaskSource masks) {
      return Inpainting.random(image, missingFraction, seed);
    }
  }

  /**
   * {@code inpaint-box:128}: fills a box in the middle.
   *
   * @param height height of the box in pixels, at least 1
   * @param width width of the box in pixels, at least 1
   */
  record InpaintCentredBox(long height, long width) implements Task {

    /** Refuses empty boxes. */
    public InpaintCentredBox {
      Inpainting.requireBox(height, width);
    }

    @Override
    public String name() {
      return Inpainting.boxName(height, width);
    }

    @Override
    public ForwardOperator operator(Shape image, long seed, MaskSource masks) {
      return Inpainting.centredBox(image, height, width);
    }
  }

  /**
   * {@code inpaint-box:64x96@8,16}: fills a box at a given place.
   *
   * @param height height of the box in pixels, at least 1
   * @param width width of the box in pixels, at least 1
   * @param top rows above the box
   * @param left columns left of the box
   */
  record InpaintBoxAt(long height, long width, long top, long left) implements Task {

    /** Refuses empty boxes and negative places. */
    public InpaintBoxAt {
      Inpainting.requireBox(height, width);
      if (top < 0 || left < 0) {
        throw new IllegalArgumentException(
            "the place of a box is not negative, but is row %d, column %d".formatted(top, left));
      }
    }

    @Override
    public String name() {
      return Inpainting.boxNameAt(height, width, top, left);
    }

    @Override
    public ForwardOperator operator(Shape image, long seed, MaskSource masks) {
      return Inpainting.boxAt(image, height, width, top, left);
    }
  }

  /**
   * {@code inpaint-box:128@random}: fills a box at a place that the seed chooses.
   *
   * @param height height of the box in pixels, at least 1
   * @param width width of the box in pixels, at least 1
   */
  record InpaintRandomBox(long height, long width) implements Task {

    /** Refuses empty boxes. */
    public InpaintRandomBox {
      Inpainting.requireBox(height, width);
    }

    @Override
    public String name() {
      return Inpainting.boxNameAtRandom(height, width);
    }

    @Override
    public ForwardOperator operator(Shape image, long seed, MaskSource masks) {
      return Inpainting.randomBox(image, height, width, seed);
    }
  }

  /**
   * {@code inpaint-mask:FILE}: fills what a mask marks as missing.
   *
   * @param file where the mask is
   */
  record InpaintMask(String file) implements Task {

    @Override
    public String name() {
      return "inpaint-mask:" + file;
    }

    @Override
    public ForwardOperator operator(Shape image, long seed, MaskSource masks) {
      return Inpainting.named(name(), image, masks.read(file, image.height(), image.width()));
    }
  }

  /** {@code denoise}: removes noise and nothing else. */
  record Denoise() implements Task {

    @Override
    public String name() {
      return "denoise";
    }

    @Override
    public ForwardOperator operator(Shape image, long seed, MaskSource masks) {
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
    public ForwardOperator operator(Shape image, long seed, MaskSource masks) {
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
