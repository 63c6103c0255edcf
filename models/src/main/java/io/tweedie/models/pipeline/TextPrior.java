package io.tweedie.models.pipeline;

import static org.bytedeco.pytorch.global.torch.cat;

import io.tweedie.core.denoiser.Condition;
import io.tweedie.core.denoiser.ConditionalDenoiser;
import io.tweedie.core.denoiser.Parameterization;
import io.tweedie.core.denoiser.Prediction;
import io.tweedie.core.schedule.NoiseLevel;
import io.tweedie.core.tensor.Batching;
import io.tweedie.core.tensor.Compute;
import io.tweedie.models.nn.DenoisingNetwork;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;

/**
 * A latent U-Net as a prior that is told texts. Told nothing, it is told the text that stands for
 * nothing: the empty one, or a negative prompt.
 *
 * @param network whose weights these are; keeps them
 * @param prediction what its output means
 * @param nothing the text in the place of {@link Condition.None}; its tensors must stay alive
 * @param compute how the network computes
 */
record TextPrior(
    DenoisingNetwork network, Parameterization prediction, Condition.Text nothing, Compute compute)
    implements ConditionalDenoiser {

  @Override
  public Prediction predict(Tensor xt, NoiseLevel level, Condition condition) {
    return ask(xt, level, text(condition));
  }

  /** In one call of the network where batching is fast, as the halves of guidance are asked. */
  @Override
  public List<Prediction> predictEach(
      Tensor xt, NoiseLevel level, List<? extends Condition> conditions) {
    if (compute.batching() != Batching.FAST) {
      return ConditionalDenoiser.super.predictEach(xt, level, conditions);
    }
    long images = xt.size(0);
    Tensor all = joined(conditions.stream().map(each -> xt));
    Tensor context =
        joined(conditions.stream().map(each -> text(each).context().expand(images, -1, -1)));
    Prediction together = ask(all, level, new Condition.Text(context));
    return IntStream.range(0, conditions.size())
        .mapToObj(i -> together.map(output -> output.narrow(0, i * images, images)))
        .toList();
  }

  private Prediction ask(Tensor xt, NoiseLevel level, Condition.Text told) {
    Tensor output = network.forward(xt, new double[] {level.timestep()}, told, compute);
    return network.learnsVariance()
        ? Prediction.withLearnedVariance(prediction, output)
        : new Prediction(prediction, output);
  }

  private Condition.Text text(Condition condition) {
    return condition instanceof Condition.None
        ? nothing
        : condition.as(Condition.Text.class, "this pipeline");
  }

  private static Tensor joined(Stream<Tensor> parts) {
    return cat(new TensorVector(parts.toArray(Tensor[]::new)), 0);
  }
}
