package io.tweedie.models.inception;

import static org.bytedeco.pytorch.global.torch.avg_pool2d;
import static org.bytedeco.pytorch.global.torch.max_pool2d;

import io.tweedie.core.tensor.Scoped;
import io.tweedie.models.nn.Parameters;
import java.util.List;
import java.util.function.UnaryOperator;
import org.bytedeco.pytorch.LongOptional;
import org.bytedeco.pytorch.Tensor;

/**
 * The blocks of Inception v3 (Szegedy et al., "Rethinking the Inception architecture for computer
 * vision", CVPR 2016, figures 5 to 7), under the names of torchvision.
 *
 * @param parameters of the network
 * @param edge whether averages of the pooling branches count the zeros beyond the edge
 */
record Blocks(Parameters parameters, Edge edge) {

  private static final long[] ONE = {1, 1};
  private static final long[] TWO = {2, 2};
  private static final long[] THREE = {3, 3};
  private static final long[] NONE = {0, 0};

  /** What an average over places beyond the edge divides by. */
  enum Edge {
    /** By all places of the window, as torchvision does. */
    COUNTED,
    /** By those inside the image, as TensorFlow does. */
    LEFT_OUT
  }

  /** A layer of the stem. */
  UnaryOperator<Tensor> stem(String name, long in, long out, int kernel, int stride, int padding) {
    return conv(parameters.scope(name), in, out, kernel, stride, padding);
  }

  /** Halves height and width by maxima. */
  static Tensor halved(Tensor x) {
    return max_pool2d(x, THREE, TWO, NONE, ONE, false);
  }

  /** The first kind, at 35 x 35. */
  Branches a(String name, long in, long pooled) {
    Parameters scope = parameters.scope(name);
    return new Branches(
        List.of(
            point(scope, "branch1x1", in, 64),
            chain(
                List.of(
                    point(scope, "branch5x5_1", in, 48),
                    conv(scope.scope("branch5x5_2"), 48, 64, 5, 1, 2))),
            chain(
                List.of(
                    point(scope, "branch3x3dbl_1", in, 64),
                    conv(scope.scope("branch3x3dbl_2"), 64, 96, 3, 1, 1),
                    conv(scope.scope("branch3x3dbl_3"), 96, 96, 3, 1, 1))),
            chain(List.of(this::averaged, point(scope, "branch_pool", in, pooled)))));
  }

  /** From 35 x 35 to 17 x 17. */
  Branches b(String name, long in) {
    Parameters scope = parameters.scope(name);
    return new Branches(
        List.of(
            conv(scope.scope("branch3x3"), in, 384, 3, 2, 0),
            chain(
                List.of(
                    point(scope, "branch3x3dbl_1", in, 64),
                    conv(scope.scope("branch3x3dbl_2"), 64, 96, 3, 1, 1),
                    conv(scope.scope("branch3x3dbl_3"), 96, 96, 3, 2, 0))),
            Blocks::halved));
  }

  /** The second kind, at 17 x 17: of rows and columns. */
  Branches c(String name, long in, long width) {
    Parameters scope = parameters.scope(name);
    return new Branches(
        List.of(
            point(scope, "branch1x1", in, 192),
            chain(
                List.of(
                    point(scope, "branch7x7_1", in, width),
                    row(scope, "branch7x7_2", width, width, 7),
                    column(scope, "branch7x7_3", width, 192, 7))),
            chain(
                List.of(
                    point(scope, "branch7x7dbl_1", in, width),
                    column(scope, "branch7x7dbl_2", width, width, 7),
                    row(scope, "branch7x7dbl_3", width, width, 7),
                    column(scope, "branch7x7dbl_4", width, width, 7),
                    row(scope, "branch7x7dbl_5", width, 192, 7))),
            chain(List.of(this::averaged, point(scope, "branch_pool", in, 192)))));
  }

  /** From 17 x 17 to 8 x 8. */
  Branches d(String name, long in) {
    Parameters scope = parameters.scope(name);
    return new Branches(
        List.of(
            chain(
                List.of(
                    point(scope, "branch3x3_1", in, 192),
                    conv(scope.scope("branch3x3_2"), 192, 320, 3, 2, 0))),
            chain(
                List.of(
                    point(scope, "branch7x7x3_1", in, 192),
                    row(scope, "branch7x7x3_2", 192, 192, 7),
                    column(scope, "branch7x7x3_3", 192, 192, 7),
                    conv(scope.scope("branch7x7x3_4"), 192, 192, 3, 2, 0))),
            Blocks::halved));
  }

  /** The third kind, at 8 x 8, with averages in its last branch. */
  Branches e(String name, long in) {
    return e(name, in, this::averaged);
  }

  /** The third kind with maxima in its last branch, which the graph of TensorFlow ends with. */
  Branches eWithMaxima(String name, long in) {
    return e(name, in, x -> max_pool2d(x, THREE, ONE, ONE, ONE, false));
  }

  private Branches e(String name, long in, UnaryOperator<Tensor> pool) {
    Parameters scope = parameters.scope(name);
    UnaryOperator<Tensor> single = point(scope, "branch1x1", in, 320);
    UnaryOperator<Tensor> narrow =
        chain(
            List.of(
                point(scope, "branch3x3_1", in, 384),
                new Branches(
                    List.of(
                        row(scope, "branch3x3_2a", 384, 384, 3),
                        column(scope, "branch3x3_2b", 384, 384, 3)))));
    UnaryOperator<Tensor> wide =
        chain(
            List.of(
                point(scope, "branch3x3dbl_1", in, 448),
                conv(scope.scope("branch3x3dbl_2"), 448, 384, 3, 1, 1),
                new Branches(
                    List.of(
                        row(scope, "branch3x3dbl_3a", 384, 384, 3),
                        column(scope, "branch3x3dbl_3b", 384, 384, 3)))));
    return new Branches(
        List.of(single, narrow, wide, chain(List.of(pool, point(scope, "branch_pool", in, 192)))));
  }

  private Tensor averaged(Tensor x) {
    return avg_pool2d(x, THREE, ONE, ONE, false, edge == Edge.COUNTED, new LongOptional());
  }

  private static UnaryOperator<Tensor> chain(List<UnaryOperator<Tensor>> layers) {
    return x ->
        Scoped.run(
            () -> {
              Tensor h = x;
              for (UnaryOperator<Tensor> layer : layers) {
                h = layer.apply(h);
              }
              return h;
            });
  }

  private static UnaryOperator<Tensor> point(Parameters scope, String name, long in, long out) {
    return conv(scope.scope(name), in, out, 1, 1, 0);
  }

  private static UnaryOperator<Tensor> row(
      Parameters scope, String name, long in, long out, int length) {
    long[] kernel = {1, length};
    return new NormalisedConv(scope.scope(name), in, out, kernel, 1, new long[] {0, length / 2});
  }

  private static UnaryOperator<Tensor> column(
      Parameters scope, String name, long in, long out, int length) {
    long[] kernel = {length, 1};
    return new NormalisedConv(scope.scope(name), in, out, kernel, 1, new long[] {length / 2, 0});
  }

  private static UnaryOperator<Tensor> conv(
      Parameters scope, long in, long out, int kernel, int stride, int padding) {
    long[] sides = {kernel, kernel};
    return new NormalisedConv(scope, in, out, sides, stride, new long[] {padding, padding});
  }
}
