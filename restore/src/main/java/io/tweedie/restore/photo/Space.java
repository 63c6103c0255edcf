package io.tweedie.restore.photo;

import io.tweedie.core.latent.Autoencoder;
import io.tweedie.core.latent.Decoded;
import io.tweedie.core.operator.Cropped;
import io.tweedie.core.operator.ForwardOperator;
import io.tweedie.core.tensor.Shape;
import io.tweedie.restore.settings.Choice;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;

/** What a run works on, as its prior knows images. */
public sealed interface Space {

  /** Pictures themselves. */
  Space PIXELS = new Pixels();

  /** The physics of pictures as the run sees it. */
  ForwardOperator seen(ForwardOperator physics);

  /** The physics of pictures behind what {@link #seen} gave. */
  ForwardOperator ofPictures(ForwardOperator seen);

  /**
   * The pictures that a run came to.
   *
   * @param x N x the shape of images in this space
   * @param shape of a picture
   * @return N x shape
   */
  Tensor pictures(Tensor x, Shape shape);

  /**
   * What a run is on its way to, roughly.
   *
   * @param x0 an estimate, N x the shape of images in this space
   */
  Tensor preview(Tensor x0);

  /** How many pictures may run together. */
  int together();

  /** Which solver is usual. */
  Choice.Usual usual();

  /** Pictures themselves. */
  record Pixels() implements Space {

    private static final int TOGETHER = 8;

    @Override
    public ForwardOperator seen(ForwardOperator physics) {
      return physics;
    }

    @Override
    public ForwardOperator ofPictures(ForwardOperator seen) {
      return seen;
    }

    @Override
    public Tensor pictures(Tensor x, Shape shape) {
      return x;
    }

    @Override
    public Tensor preview(Tensor x0) {
      return x0;
    }

    @Override
    public int together() {
      return TOGETHER;
    }

    @Override
    public Choice.Usual usual() {
      return Choice.Usual.OF_PIXELS;
    }
  }

  /**
   * Latents. Pictures of other sizes than there are latents for are the upper left part of larger
   * ones.
   *
   * @param autoencoder between pictures and latents
   * @param multiple of which the sides of pictures are
   */
  record Latents(Autoencoder autoencoder, int multiple) implements Space {

    @Override
    public ForwardOperator seen(ForwardOperator physics) {
      Shape picture = physics.imageShape();
      Shape whole = new Shape(picture.channels(), up(picture.height()), up(picture.width()));
      return new Decoded(Cropped.of(physics, whole), autoencoder);
    }

    @Override
    public ForwardOperator ofPictures(ForwardOperator seen) {
      ForwardOperator whole = ((Decoded) seen).physics();
      return whole instanceof Cropped cropped ? cropped.ofPart() : whole;
    }

    private long up(long side) {
      return -Math.floorDiv(-side, multiple) * multiple;
    }

    @Override
    public Tensor pictures(Tensor x, Shape shape) {
      try (NoGradGuard guard = new NoGradGuard()) {
        return autoencoder.decode(x).narrow(2, 0, shape.height()).narrow(3, 0, shape.width());
      }
    }

    @Override
    public Tensor preview(Tensor x0) {
      return autoencoder.preview(x0);
    }

    /** One: gradients keep what every layer of the decoder made of each. */
    @Override
    public int together() {
      return 1;
    }

    @Override
    public Choice.Usual usual() {
      return Choice.Usual.OF_LATENTS;
    }

    /** What results depend on, the same in every process; the autoencoder is the prior's. */
    @Override
    public String toString() {
      return "latents";
    }
  }
}
