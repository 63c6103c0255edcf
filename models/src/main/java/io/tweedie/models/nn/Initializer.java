package io.tweedie.models.nn;

import static io.tweedie.core.tensor.Scalars.scalar;
import static org.bytedeco.pytorch.global.torch.*;

import org.bytedeco.pytorch.Generator;
import org.bytedeco.pytorch.GeneratorOptional;
import org.bytedeco.pytorch.Tensor;

/** How a parameter starts before training. */
public enum Initializer {
  /** All zero: the last layer of each residual branch, so that a fresh block is the identity. */
  ZEROS {
    @Override
    Tensor create(long[] shape, Generator generator) {
      return zeros(shape);
    }
  },
  /** All one: gains of normalisations. */
  ONES {
    @Override
    Tensor create(long[] shape, Generator generator) {
      return ones(shape);
    }
  },
  /** Uniform in +-1/sqrt(fan in) for weights of shape [out, in, ...], the default of PyTorch. */
  FAN_IN {
    @Override
    Tensor create(long[] shape, Generator generator) {
      long fanIn = 1;
      for (int i = 1; i < shape.length; i++) {
        fanIn *= shape[i];
      }
      double bound = 1 / Math.sqrt(fanIn);
      return rand(shape, new GeneratorOptional(generator))
          .mul_(scalar(2 * bound))
          .sub_(scalar(bound));
    }
  },
  /** Standard normal: embedding tables. */
  NORMAL {
    @Override
    Tensor create(long[] shape, Generator generator) {
      return randn(shape, new GeneratorOptional(generator));
    }
  },
  /** Normal of deviation 0.02: embedding tables of transformers, as CLIP starts them. */
  SMALL_NORMAL {
    @Override
    Tensor create(long[] shape, Generator generator) {
      return randn(shape, new GeneratorOptional(generator)).mul_(scalar(0.02));
    }
  },
  /** The logarithm of 1 / 0.07: of the factor of cosines with which CLIP begins its training. */
  LOGIT_SCALE {
    @Override
    Tensor create(long[] shape, Generator generator) {
      return full(shape, scalar(Math.log(1 / 0.07)));
    }
  };

  abstract Tensor create(long[] shape, Generator generator);
}
