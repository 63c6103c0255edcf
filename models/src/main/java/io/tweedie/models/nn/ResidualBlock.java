package io.tweedie.models.nn;

import io.tweedie.core.tensor.Scoped;
import org.bytedeco.pytorch.Tensor;

/**
 * The residual block of DDPM (Ho et al. 2020), to which the embedding of the timestep is added, if
 * it is told one, between its two convolutions.
 */
public final class ResidualBlock implements Block {

  /** How a block is told the timestep. */
  public enum Telling {
    /** Not at all. */
    NOTHING,
    /** What is made of the embedding is added to the features. */
    ADDED,
    /** It scales and shifts the features behind the second normalisation. */
    SCALE_SHIFT
  }

  /**
   * What the residual blocks of a network share.
   *
   * @param telling how they are told the timestep
   * @param embedding channels of the embedding; without meaning if they are told nothing
   * @param groups of their normalisations
   * @param epsilon of their normalisations
   * @param dropout before the second convolution
   * @param embeddingName the name of the layer that sees the embedding
   * @param shortcutName the name of the layer beside the block, where its width changes
   */
  public record Style(
      Telling telling,
      int embedding,
      int groups,
      double epsilon,
      Dropout dropout,
      String embeddingName,
      String shortcutName) {}

  private final Style style;
  private final Norm norm1;
  private final Conv2d conv1;
  private final Linear project;
  private final Norm norm2;
  private final Conv2d conv2;
  private final Conv2d shortcut;

  /** Declares the layers of a block from {@code in} to {@code out} channels. */
  public ResidualBlock(Parameters scope, Style style, long in, long out) {
    this.style = style;
    norm1 = new Norm.Group(scope.scope("norm1"), in, style.groups(), style.epsilon());
    conv1 = new Conv2d(scope.scope("conv1"), in, out, 3);
    Parameters told = scope.scope(style.embeddingName()).inFloat32();
    project =
        switch (style.telling()) {
          case NOTHING -> null;
          case ADDED -> new Linear(told, style.embedding(), out);
          case SCALE_SHIFT -> new Linear(told, style.embedding(), 2 * out);
        };
    norm2 = new Norm.Group(scope.scope("norm2"), out, style.groups(), style.epsilon());
    conv2 = new Conv2d(scope.scope("conv2"), out, out, 3, 1, 1, Initializer.ZEROS);
    shortcut = in == out ? null : new Conv2d(scope.scope(style.shortcutName()), in, out, 1);
  }

  @Override
  public Tensor forward(Tensor x, Conditioning conditioning) {
    Tensor inner = Scoped.run(() -> conv1.forward(norm1.activated(x)));
    Tensor h = Scoped.run(() -> second(inner, conditioning));
    inner.close();
    Tensor through = shortcut == null ? x : shortcut.forward(x);
    return through.add(h);
  }

  private Tensor second(Tensor h, Conditioning conditioning) {
    return conv2.forward(style.dropout().forward(Norm.siluOf(normalized(h, conditioning))));
  }

  private Tensor normalized(Tensor h, Conditioning conditioning) {
    if (project == null) {
      return norm2.forward(h);
    }
    Tensor e = project.forward(conditioning.embedding());
    if (style.telling() == Telling.ADDED) {
      return norm2.forward(h.add(e.to(h.scalar_type()).unsqueeze(2).unsqueeze(3)));
    }
    long c = e.size(1) / 2;
    return norm2.modulated(h, e.narrow(1, 0, c), e.narrow(1, c, c));
  }
}
