package io.tweedie.models.adm;

import static org.bytedeco.pytorch.global.torch.avg_pool2d;

import io.tweedie.models.nn.Conv2d;
import io.tweedie.models.nn.Doubling;
import org.bytedeco.pytorch.Tensor;

/** Change of resolution by two without parameters. */
enum Resampling {
  /** Resolution stays. */
  NONE {
    @Override
    Tensor apply(Tensor x) {
      return x;
    }
  },
  /** Nearest-neighbour doubling. */
  UP {
    @Override
    Tensor apply(Tensor x) {
      return Doubling.nearest(x);
    }

    @Override
    Tensor applyAndConvolve(Tensor x, Conv2d conv) {
      return conv.afterDoubling(x);
    }
  },
  /** Means of 2 x 2 blocks. */
  DOWN {
    @Override
    Tensor apply(Tensor x) {
      return avg_pool2d(x, 2, 2);
    }
  };

  abstract Tensor apply(Tensor x);

  /** Changes the resolution and then convolves with a kernel of 3 and stride 1. */
  Tensor applyAndConvolve(Tensor x, Conv2d conv) {
    return conv.forward(apply(x));
  }
}
