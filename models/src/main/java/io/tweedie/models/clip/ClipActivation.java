package io.tweedie.models.clip;

import static io.tweedie.core.tensor.Scalars.scalar;

import java.util.Arrays;
import java.util.Optional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/** What stands between the two maps of a layer. */
public enum ClipActivation {
  /** x sigmoid(1.702 x), OpenAI's own. */
  QUICK_GELU("quick_gelu") {
    @Override
    Tensor of(Tensor x) {
      return x.mul(x.mul(scalar(1.702)).sigmoid());
    }
  },
  /** x Phi(x) with the exact normal distribution (Hendrycks and Gimpel 2016). */
  GELU("gelu") {
    @Override
    Tensor of(Tensor x) {
      return torch.gelu(x);
    }
  };

  private final String word;

  ClipActivation(String word) {
    this.word = word;
  }

  /** As {@code hidden_act} names it. */
  public String word() {
    return word;
  }

  static Optional<ClipActivation> named(String word) {
    return Arrays.stream(values()).filter(activation -> activation.word.equals(word)).findFirst();
  }

  abstract Tensor of(Tensor x);
}
