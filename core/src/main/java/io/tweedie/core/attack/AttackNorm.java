package io.tweedie.core.attack;

import static io.tweedie.core.tensor.Scalars.scalar;
import static org.bytedeco.pytorch.global.torch.erf;
import static org.bytedeco.pytorch.global.torch.renorm;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;
import org.bytedeco.pytorch.ScalarOptional;
import org.bytedeco.pytorch.Tensor;

/** By which norm the size of a change of an image is measured: over all its pixels and channels. */
public enum AttackNorm {
  /** Euclidean. */
  L2 {
    @Override
    public Tensor sizes(Tensor changes) {
      return perImage(changes.flatten(1, -1).square().sum(1).sqrt());
    }

    @Override
    Tensor steepest(Tensor gradients) {
      return gradients.div(sizes(gradients).add(scalar(TINY)));
    }

    @Override
    Tensor within(Tensor changes, double radius) {
      return renorm(changes, scalar(2), 0, scalar(radius));
    }

    /** On the sphere, as most of the volume of a ball in many dimensions is near its surface. */
    @Override
    Tensor random(Tensor normal, double radius) {
      return normal.mul(scalar(radius)).div(sizes(normal).add(scalar(TINY)));
    }
  },
  /** The largest change of any number. */
  LINF {
    @Override
    public Tensor sizes(Tensor changes) {
      return perImage(changes.flatten(1, -1).abs().amax(new long[] {1}, false));
    }

    @Override
    Tensor steepest(Tensor gradients) {
      return gradients.sign();
    }

    @Override
    Tensor within(Tensor changes, double radius) {
      return changes.clamp(new ScalarOptional(scalar(-radius)), new ScalarOptional(scalar(radius)));
    }

    /** Even in the cube: 2 Phi(z) - 1 of a normal number z is even in [-1, 1]. */
    @Override
    Tensor random(Tensor normal, double radius) {
      return erf(normal.mul(scalar(Math.sqrt(0.5)))).mul(scalar(radius));
    }
  };

  private static final double TINY = 1e-10;

  private static Tensor perImage(Tensor numbers) {
    return numbers.reshape(-1, 1, 1, 1);
  }

  /**
   * The norm of a user's word: {@code l2} or {@code linf}.
   *
   * @throws IllegalArgumentException if there is none, listing those there are
   */
  public static AttackNorm parse(String word) {
    return Arrays.stream(values())
        .filter(norm -> norm.word().equalsIgnoreCase(word))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "norm '%s' is not known; choose %s"
                        .formatted(
                            word,
                            Arrays.stream(values())
                                .map(AttackNorm::word)
                                .collect(Collectors.joining(" or ")))));
  }

  /** As {@link #parse} reads it. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  /**
   * The norm of each change.
   *
   * @param changes N x C x H x W
   * @return N x 1 x 1 x 1
   */
  public abstract Tensor sizes(Tensor changes);

  /** The changes of norm 1 along which values of these gradients rise fastest. */
  abstract Tensor steepest(Tensor gradients);

  /** The changes nearest to these whose norm is at most the radius. */
  abstract Tensor within(Tensor changes, double radius);

  /** Random changes of at most the radius, made of standard normal numbers. */
  abstract Tensor random(Tensor normal, double radius);
}
