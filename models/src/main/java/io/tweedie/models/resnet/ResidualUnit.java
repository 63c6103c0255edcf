package io.tweedie.models.resnet;

import static org.bytedeco.pytorch.global.torch.relu;

import io.tweedie.models.nn.Conv2d;
import io.tweedie.models.nn.Norm;
import io.tweedie.models.nn.Parameters;
import io.tweedie.models.resnet.CifarResNetConfig.BlockKind;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.pytorch.Tensor;

/** Convolutions, each with a normalisation, beside a shortcut (He et al. 2016, figure 5). */
final class ResidualUnit {

  private final List<Normalized> layers = new ArrayList<>();
  private final Normalized shortcut;

  /** A convolution without bias, and its normalisation. */
  record Normalized(Conv2d conv, Norm norm) {

    static Normalized of(
        Parameters conv, Parameters norm, long in, long out, int kernel, int stride) {
      return new Normalized(
          Conv2d.withoutBias(conv, in, out, kernel, stride, kernel / 2), new Norm.Batch(norm, out));
    }

    Tensor forward(Tensor x) {
      return norm.forward(conv.forward(x));
    }
  }

  ResidualUnit(Parameters scope, BlockKind kind, long in, long inside, int stride) {
    long out = inside * kind.expansion();
    switch (kind) {
      case BASIC -> {
        add(scope, in, inside, 3, stride);
        add(scope, inside, out, 3, 1);
      }
      case BOTTLENECK -> {
        add(scope, in, inside, 1, 1);
        add(scope, inside, inside, 3, stride);
        add(scope, inside, out, 1, 1);
      }
    }
    Parameters beside = scope.scope("shortcut");
    shortcut =
        stride == 1 && in == out
            ? null
            : Normalized.of(beside.scope(0), beside.scope(1), in, out, 1, stride);
  }

  private void add(Parameters scope, long in, long out, int kernel, int stride) {
    int number = layers.size() + 1;
    layers.add(
        Normalized.of(
            scope.scope("conv" + number), scope.scope("bn" + number), in, out, kernel, stride));
  }

  Tensor forward(Tensor x) {
    Tensor h = x;
    for (Normalized layer : layers.subList(0, layers.size() - 1)) {
      h = relu(layer.forward(h));
    }
    h = layers.get(layers.size() - 1).forward(h);
    return relu(h.add(shortcut == null ? x : shortcut.forward(x)));
  }
}
