package io.tweedie.train;

import static org.bytedeco.pytorch.global.torch.cat;

import io.tweedie.core.denoiser.Condition;
import io.tweedie.core.denoiser.ConditionalDenoiser;
import io.tweedie.core.denoiser.Prediction;
import io.tweedie.core.guidance.ClassifierFreeGuidance;
import io.tweedie.core.random.KeyedNoise;
import io.tweedie.core.sampling.Plan;
import io.tweedie.core.sampling.SamplingLoop;
import io.tweedie.core.sampling.Transition;
import io.tweedie.core.tensor.Batching;
import io.tweedie.core.tensor.Compute;
import io.tweedie.core.tensor.Shape;
import io.tweedie.models.clip.tokenizer.ClipTokenizer;
import io.tweedie.models.clip.tokenizer.TokenizedText;
import io.tweedie.models.diffusers.PreparedAutoencoder;
import java.util.List;
import java.util.stream.LongStream;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;

/**
 * Draws pictures by captions with the network of the moment: deterministic DDIM with guidance, from
 * the same noise each time.
 *
 * @param recipe of the network
 * @param network that denoises
 * @param tokenizer of the captions
 * @param autoencoder that makes pictures of latents
 */
record SceneSampler(
    Recipe recipe,
    TextToLatents network,
    ClipTokenizer tokenizer,
    PreparedAutoencoder autoencoder) {

  private static final Plan PLAN = new Plan("uniform:20", new Transition.Ddim(0), false);
  private static final int BATCH = 20;

  /** A condition of captions; the empty one is no condition. */
  Condition told(List<String> captions, Compute compute) {
    Tensor ids = TokenizedText.batch(captions.stream().map(tokenizer::encode).toList());
    return network.text().encode(ids, compute).condition();
  }

  /**
   * Draws.
   *
   * @param captions one for each picture
   * @return float32 N x 3 x side x side, about [-1, 1]
   */
  Tensor draw(List<String> captions) {
    try (PointerScope scope = new PointerScope();
        NoGradGuard guard = new NoGradGuard()) {
      TensorVector parts = new TensorVector();
      for (int from = 0; from < captions.size(); from += BATCH) {
        parts.push_back(
            draw(captions.subList(from, Math.min(captions.size(), from + BATCH)), from));
      }
      return cat(parts, 0).retainReference();
    }
  }

  private Tensor draw(List<String> captions, long first) {
    Compute compute = recipe.compute().with(Batching.FAST);
    Condition nothing = told(List.of(""), compute);
    ConditionalDenoiser prior =
        (xt, level, condition) ->
            new Prediction(
                recipe.prediction(),
                network
                    .unet()
                    .forward(
                        xt,
                        new double[] {level.timestep()},
                        condition instanceof Condition.None ? nothing : condition,
                        compute));
    SamplingLoop loop =
        new SamplingLoop(
            new ClassifierFreeGuidance(prior, told(captions, compute), recipe.scenes().scale()),
            recipe.noiseSchedule(),
            PLAN);
    KeyedNoise noise =
        new KeyedNoise(0, LongStream.range(first, first + captions.size()).toArray());
    Shape latent = autoencoder.latentShape(new Shape(3, recipe.crop(), recipe.crop()));
    Tensor latents =
        loop.run(
            step -> step.next(step.x0Hat()),
            noise,
            loop.start(noise, latent),
            SamplingLoop.Listener.NONE);
    return autoencoder.decode(latents);
  }
}
