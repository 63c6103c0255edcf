package io.tweedie.eval.verify;

import io.tweedie.core.latent.Autoencoder;
import io.tweedie.core.tensor.Shape;
import org.bytedeco.pytorch.Tensor;

/**
 * A linear and orthonormal autoencoder: the latents of an image are its cosine transform (DCT-II,
 * rows and columns). What is normal in pixels is normal in these latents, so posteriors are known
 * there, too.
 */
record Cosines() implements Autoencoder {

  /** The orthonormal DCT of a row of so many pixels, float64 [side, side]. */
  static Tensor matrix(int side) {
    double[] values = new double[side * side];
    for (int k = 0; k < side; k++) {
      double length = Math.sqrt((k == 0 ? 1.0 : 2.0) / side);
      for (int i = 0; i < side; i++) {
        values[k * side + i] = length * StrictMath.cos(Math.PI * (i + 0.5) * k / side);
      }
    }
    return Tensor.create(values, side, side);
  }

  @Override
  public Shape latentShape(Shape image) {
    return image;
  }

  @Override
  public Shape imageShape(Shape latent) {
    return latent;
  }

  @Override
  public Tensor encode(Tensor images) {
    Tensor down = matrix(Math.toIntExact(images.size(2))).to(images);
    Tensor across = matrix(Math.toIntExact(images.size(3))).to(images);
    return down.matmul(images).matmul(across.t());
  }

  @Override
  public Tensor decode(Tensor latents) {
    Tensor down = matrix(Math.toIntExact(latents.size(2))).to(latents);
    Tensor across = matrix(Math.toIntExact(latents.size(3))).to(latents);
    return down.t().matmul(latents).matmul(across);
  }
}
