package io.tweedie.models.adm;

import static org.bytedeco.pytorch.global.torch.cat;
import static org.bytedeco.pytorch.global.torch.relu;
import static org.bytedeco.pytorch.global.torch.silu;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.tweedie.models.nn.Conv2d;
import io.tweedie.models.nn.Initializer;
import io.tweedie.models.nn.Linear;
import io.tweedie.models.nn.Norm;
import io.tweedie.models.nn.Parameters;
import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;

/** How a classifier makes class scores of its features. */
public enum ClassifierPool {
  /**
   * A query of the mean attends to all positions; the images' size is fixed. All published ones.
   */
  @JsonProperty("attention")
  ATTENTION {
    @Override
    Head head(Parameters scope, ClassifierConfig config, List<Integer> widths) {
      int width = last(widths);
      Norm norm = norm(scope.scope(0), width);
      AttentionPool pool = new AttentionPool(scope.scope(2), config, width);
      return features -> pool.forward(silu(norm.forward(last(features))));
    }
  },
  /** Mean over positions, then an affine map. */
  @JsonProperty("adaptive")
  ADAPTIVE {
    @Override
    Head head(Parameters scope, ClassifierConfig config, List<Integer> widths) {
      int width = last(widths);
      Norm norm = norm(scope.scope(0), width);
      Conv2d conv =
          new Conv2d(scope.scope(3), width, config.outChannels(), 1, 1, 0, Initializer.ZEROS);
      return features -> {
        Tensor mean = silu(norm.forward(last(features))).mean(2, 3);
        return conv.forward(mean.unsqueeze(2).unsqueeze(3)).flatten(1, 3);
      };
    }
  },
  /** Means of the features at all resolutions, then two layers. */
  @JsonProperty("spatial")
  SPATIAL {
    @Override
    Head head(Parameters scope, ClassifierConfig config, List<Integer> widths) {
      Linear hidden = new Linear(scope.scope(0), sum(widths), HIDDEN);
      Linear out = new Linear(scope.scope(2), HIDDEN, config.outChannels());
      return features -> out.forward(relu(hidden.forward(means(features))));
    }
  },
  /** As {@link #SPATIAL}, with a normalised hidden layer. */
  @JsonProperty("spatial_v2")
  SPATIAL_V2 {
    @Override
    Head head(Parameters scope, ClassifierConfig config, List<Integer> widths) {
      Linear hidden = new Linear(scope.scope(0), sum(widths), HIDDEN);
      Norm norm = norm(scope.scope(1), HIDDEN);
      Linear out = new Linear(scope.scope(3), HIDDEN, config.outChannels());
      return features -> out.forward(silu(norm.forward(hidden.forward(means(features)))));
    }
  };

  private static final int HIDDEN = 2048;

  /** The last layers of a classifier. */
  @FunctionalInterface
  interface Head {

    /**
     * Scores classes.
     *
     * @param features of the trunk, each float32 N x C x H x W
     * @return unnormalised log probabilities, N x classes
     */
    Tensor forward(List<Tensor> features);
  }

  /** Declares the last layers, for features of these widths. */
  abstract Head head(Parameters scope, ClassifierConfig config, List<Integer> widths);

  private static Norm norm(Parameters scope, int channels) {
    return new Norm.Group(scope, channels, 32, 1e-5);
  }

  private static <T> T last(List<T> items) {
    return items.get(items.size() - 1);
  }

  private static int sum(List<Integer> widths) {
    return widths.stream().mapToInt(Integer::intValue).sum();
  }

  private static Tensor means(List<Tensor> features) {
    TensorVector means = new TensorVector();
    features.forEach(feature -> means.push_back(feature.mean(2, 3)));
    return cat(means, 1);
  }
}
