package io.tweedie.models.adm;

import static org.bytedeco.pytorch.global.torch.cat;

import io.tweedie.core.denoiser.Condition;
import io.tweedie.core.tensor.Compute;
import io.tweedie.core.tensor.Scoped;
import io.tweedie.models.nn.Batch;
import io.tweedie.models.nn.ClassifyingNetwork;
import io.tweedie.models.nn.Parameters;
import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;

/**
 * The classifier of noisy images of guided-diffusion (Dhariwal and Nichol 2021, section 4): the way
 * down of a U-Net and a pooling layer, with the parameter names of its checkpoints.
 */
public final class AdmClassifier implements ClassifyingNetwork {

  private final ClassifierConfig config;
  private final Parameters parameters = new Parameters();
  private final Trunk trunk;
  private final ClassifierPool.Head head;

  /** Declares every layer; parameters get their values later. */
  public AdmClassifier(ClassifierConfig config) {
    this.config = config;
    AdmConfig down = config.trunk();
    trunk = new Trunk(parameters, down, new Layers(down), down.inChannels());
    head = config.pool().head(parameters.scope("out"), config, trunk.widths());
  }

  /** The architecture. */
  public ClassifierConfig config() {
    return config;
  }

  @Override
  public int classes() {
    return config.outChannels();
  }

  @Override
  public boolean knowsNoise() {
    return true;
  }

  @Override
  public int sizeMultiple() {
    return config.trunk().sizeMultiple();
  }

  @Override
  public int inChannels() {
    return config.inChannels();
  }

  @Override
  public Parameters parameters() {
    return parameters;
  }

  /**
   * {@inheritDoc}
   *
   * @param x noisy images in the size of the configuration; other sizes with any pool but {@link
   *     ClassifierPool#ATTENTION}
   */
  @Override
  public Tensor forward(Tensor x, double[] timesteps, Compute compute) {
    Batch batch = trunk.batch(x, timesteps, Condition.none());
    return parameters.training()
        ? run(batch, compute)
        : batch.independently(compute, image -> run(image, compute));
  }

  private Tensor run(Batch batch, Compute compute) {
    return Scoped.run(
        () -> {
          List<Tensor> features =
              trunk.features(batch, trunk.embed(batch, compute), compute).stream()
                  .map(feature -> feature.to(batch.images().scalar_type()))
                  .toList();
          Tensor scores = parameters.training() ? head.forward(features) : imageByImage(features);
          return scores.to(batch.images());
        });
  }

  /** How products with several rows round depends on their number. */
  private Tensor imageByImage(List<Tensor> features) {
    TensorVector scores = new TensorVector();
    for (long i = 0; i < features.get(0).size(0); i++) {
      long image = i;
      scores.push_back(head.forward(features.stream().map(f -> f.narrow(0, image, 1)).toList()));
    }
    return cat(scores, 0);
  }
}
