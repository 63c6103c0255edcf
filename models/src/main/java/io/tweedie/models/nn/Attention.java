package io.tweedie.models.nn;

import static io.tweedie.core.tensor.Scalars.scalar;
import static org.bytedeco.pytorch.global.torch.full_like;
import static org.bytedeco.pytorch.global.torch.scaled_dot_product_attention;

import io.tweedie.core.tensor.PlainAttention;
import org.bytedeco.pytorch.DoubleOptional;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * Multi-head self-attention on packed queries, keys and values, in the two packings that
 * guided-diffusion checkpoints use. Scaling is 1 / sqrt(channels per head).
 */
public enum Attention {
  /** [heads, (q, k, v), channels]: the legacy order, used by every released checkpoint. */
  HEADS_FIRST {
    @Override
    public Tensor attend(Tensor qkv, long heads) {
      Tensor t = qkv.reshape(qkv.size(0), heads, 3, qkv.size(1) / (3 * heads), qkv.size(2));
      return attend(t.select(2, 0), t.select(2, 1), t.select(2, 2));
    }
  },
  /** [(q, k, v), heads, channels]: {@code use_new_attention_order}. */
  QKV_FIRST {
    @Override
    public Tensor attend(Tensor qkv, long heads) {
      Tensor t = qkv.reshape(qkv.size(0), 3, heads, qkv.size(1) / (3 * heads), qkv.size(2));
      return attend(t.select(1, 0), t.select(1, 1), t.select(1, 2));
    }
  };

  private static final long FEW_PAIRS = 512L * 512;

  /**
   * Attends.
   *
   * @param qkv N x 3C x T, packed in this order
   * @param heads number of heads, a divisor of C
   * @return N x C x T
   */
  public abstract Tensor attend(Tensor qkv, long heads);

  /**
   * Attends to keys that are not packed.
   *
   * @param q queries, N x heads x C x T
   * @param k keys, N x heads x C x S
   * @param v values, N x heads x C x S
   * @return N x (heads C) x T
   */
  public static Tensor attend(Tensor q, Tensor k, Tensor v) {
    Work.addAttention(2 * q.numel() * k.size(3));
    Tensor attended = attended(positionsFirst(q), positionsFirst(k), positionsFirst(v));
    return attended.transpose(2, 3).contiguous().flatten(1, 2);
  }

  /**
   * Attends among tokens, or of tokens to others.
   *
   * @param q queries, N x T x C
   * @param k keys, N x S x C
   * @param v values, N x S x C
   * @param heads number of heads, a divisor of C
   * @return N x T x C
   */
  public static Tensor ofTokens(Tensor q, Tensor k, Tensor v, long heads) {
    Work.addAttention(2 * q.numel() * k.size(1));
    return attended(split(q, heads), split(k, heads), split(v, heads))
        .transpose(1, 2)
        .flatten(2, 3);
  }

  /**
   * Attends among tokens of which each sees itself and those before it.
   *
   * @param q queries, N x T x C
   * @param k keys, N x T x C
   * @param v values, N x T x C
   * @param heads number of heads, a divisor of C
   * @return N x T x C
   */
  public static Tensor ofTokensBefore(Tensor q, Tensor k, Tensor v, long heads) {
    Work.addAttention(2 * q.numel() * k.size(1));
    return attendedBefore(split(q, heads), split(k, heads), split(v, heads))
        .transpose(1, 2)
        .flatten(2, 3);
  }

  private static Tensor attendedBefore(Tensor q, Tensor k, Tensor v) {
    if (isSlowInGradients(q, k)) {
      return attendedBefore(toFloat(q), toFloat(k), toFloat(v)).to(q.scalar_type().intern());
    }
    if (!PlainAttention.isAsked()) {
      return scaled_dot_product_attention(
          q, k, v, new TensorOptional(), 0, true, new DoubleOptional(), false);
    }
    Tensor scores = scores(q, k);
    Tensor later = full_like(scores, scalar(Double.NEGATIVE_INFINITY)).triu(1);
    return scores.add(later).softmax(-1).matmul(v);
  }

  /**
   * Gradients of the fused kernel in bf16 take .3 ms for each head, however few its positions: with
   * 48 of them six times as long as in float32.
   */
  private static boolean isSlowInGradients(Tensor q, Tensor k) {
    return q.scalar_type().intern() == ScalarType.BFloat16
        && (q.requires_grad() || k.requires_grad())
        && q.size(2) * k.size(2) <= FEW_PAIRS;
  }

  private static Tensor toFloat(Tensor x) {
    return x.to(ScalarType.Float);
  }

  private static Tensor split(Tensor tokens, long heads) {
    long channels = tokens.size(2) / heads;
    return tokens.reshape(tokens.size(0), tokens.size(1), heads, channels).transpose(1, 2);
  }

  /** N x heads x positions x channels, all three. */
  private static Tensor attended(Tensor q, Tensor k, Tensor v) {
    if (isSlowInGradients(q, k)) {
      return attended(toFloat(q), toFloat(k), toFloat(v)).to(q.scalar_type().intern());
    }
    if (!PlainAttention.isAsked()) {
      return scaled_dot_product_attention(q, k, v);
    }
    return scores(q, k).softmax(-1).matmul(v);
  }

  private static Tensor scores(Tensor q, Tensor k) {
    // Half of the scale on either side, which keeps products of large numbers in range.
    Scalar half = scalar(Math.pow(q.size(3), -0.25));
    return q.mul(half).matmul(k.mul(half).mT());
  }

  private static Tensor positionsFirst(Tensor channelsFirst) {
    return channelsFirst.transpose(2, 3).contiguous();
  }
}
