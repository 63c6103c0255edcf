package io.tweedie.models.parity;

import static io.tweedie.core.tensor.Scalars.scalar;
import static org.bytedeco.pytorch.global.torch.conv2d;
import static org.bytedeco.pytorch.global.torch.conv_transpose2d;
import static org.bytedeco.pytorch.global.torch.tanh;

import io.tweedie.core.denoiser.Condition;
import io.tweedie.core.denoiser.ConditionalDenoiser;
import io.tweedie.core.denoiser.Parameterization;
import io.tweedie.core.denoiser.Prediction;
import io.tweedie.core.latent.Autoencoder;
import io.tweedie.core.schedule.NoiseLevel;
import io.tweedie.core.tensor.Shape;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;

/** Prior and autoencoder of parity/authors/latents.py: formulas that both sides write down. */
record TinyLatents() implements ConditionalDenoiser, Autoencoder {

  static final Shape LATENT = new Shape(4, 8, 8);
  static final Shape PICTURE = new Shape(3, 16, 16);
  private static final int TOKENS = 5;
  private static final int WIDTH = 6;
  private static final long[] ONE = {1, 1};
  private static final long[] TWO = {2, 2};

  static Condition.Text text(String name) {
    return new Condition.Text(DeterministicWeights.tensor("text/" + name, 1, TOKENS, WIDTH));
  }

  @Override
  public Prediction predict(Tensor z, NoiseLevel level, Condition condition) {
    Tensor context = condition.as(Condition.Text.class, "this prior").context();
    Tensor tokens = DeterministicWeights.tensor("prior.tokens", TOKENS, 1);
    Tensor words = DeterministicWeights.parameter("prior.text", 4, WIDTH);
    Tensor told = context.mul(tokens).sum(1).matmul(words.t()).reshape(-1, 4, 1, 1);
    Tensor weight = DeterministicWeights.parameter("prior.weight", 4, 4, 3, 3);
    Tensor bend = tanh(conv2d(z, weight, new TensorOptional(), ONE, ONE, ONE, 1).add(told));
    Tensor epsilon =
        z.mul(scalar(Math.sqrt(1 - level.alphaBar())))
            .add(bend, scalar(0.5 * Math.sqrt(level.alphaBar())));
    return new Prediction(Parameterization.EPSILON, epsilon);
  }

  @Override
  public Shape latentShape(Shape image) {
    return LATENT;
  }

  @Override
  public Shape imageShape(Shape latent) {
    return PICTURE;
  }

  @Override
  public Tensor encode(Tensor images) {
    Tensor weight = DeterministicWeights.parameter("autoencoder.encoder", 4, 3, 2, 2);
    return conv2d(images, weight, new TensorOptional(), TWO, new long[] {0, 0}, ONE, 1);
  }

  @Override
  public Tensor decode(Tensor latents) {
    Tensor weight = DeterministicWeights.parameter("autoencoder.decoder", 4, 3, 2, 2);
    long[] none = {0, 0};
    return tanh(conv_transpose2d(latents, weight, new TensorOptional(), TWO, none, none, 1, ONE));
  }
}
