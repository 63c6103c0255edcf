package io.tweedie.models.adm;

import static org.bytedeco.pytorch.global.torch.avg_pool2d;
import static org.bytedeco.pytorch.global.torch.upsample_nearest2d;

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
      return upsample_nearest2d(x, 2 * x.size(2), 2 * x.size(3));
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
}
