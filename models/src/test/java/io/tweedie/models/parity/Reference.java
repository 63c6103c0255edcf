package io.tweedie.models.parity;

import io.tweedie.core.denoiser.Condition;
import io.tweedie.core.tensor.Compute;
import io.tweedie.models.adm.AdmClassifier;
import io.tweedie.models.adm.AdmConfig;
import io.tweedie.models.adm.AdmUNet;
import io.tweedie.models.adm.AdmUpsampler;
import io.tweedie.models.adm.ClassifierConfig;
import io.tweedie.models.bkse.BlurConfig;
import io.tweedie.models.bkse.KernelSpaceBlur;
import io.tweedie.models.ddpm.DdpmConfig;
import io.tweedie.models.ddpm.DdpmUNet;
import io.tweedie.models.nn.Parameters;
import org.bytedeco.pytorch.Tensor;

/**
 * One of our networks in the place of a network of a reference.
 *
 * @param parameters its weights
 * @param network runs it
 */
record Reference(Parameters parameters, Network network) implements AutoCloseable {

  /** Runs a network, in float32, on images, timesteps and a condition. */
  @FunctionalInterface
  interface Network {
    Tensor forward(Tensor x, double[] timesteps, Condition condition);
  }

  static Reference build(GoldenNetwork golden) {
    Compute compute = Compute.REFERENCE;
    switch (golden.model()) {
      case "UNetModel", "PhotoUNet" -> {
        AdmUNet network = new AdmUNet(golden.config(AdmConfig.class));
        return new Reference(
            network.parameters(), (x, t, condition) -> network.forward(x, t, condition, compute));
      }
      case "SuperResModel" -> {
        AdmUpsampler network = new AdmUpsampler(golden.config(AdmConfig.class));
        return new Reference(
            network.parameters(),
            (x, t, condition) -> {
              Tensor lowRes = DeterministicWeights.tensor("low_res", golden.inputShape("low_res"));
              return network.forward(x, lowRes, t, condition, compute);
            });
      }
      case "EncoderUNetModel" -> {
        AdmClassifier network = new AdmClassifier(golden.config(ClassifierConfig.class));
        return new Reference(
            network.parameters(), (x, t, condition) -> network.forward(x, t, compute));
      }
      case "Model" -> {
        DdpmUNet network = new DdpmUNet(golden.config(DdpmConfig.class));
        return new Reference(
            network.parameters(), (x, t, condition) -> network.forward(x, t, condition, compute));
      }
      case "KernelWizard" -> {
        KernelSpaceBlur network = new KernelSpaceBlur(golden.config(BlurConfig.class));
        return new Reference(
            network.parameters(),
            (x, t, condition) ->
                network.forward(
                    x, DeterministicWeights.tensor("kernel", golden.inputShape("kernel"))));
      }
      default -> throw new IllegalArgumentException("no network for " + golden.model());
    }
  }

  @Override
  public void close() {
    parameters.close();
  }
}
