package io.tweedie.models.inception;

import static org.bytedeco.pytorch.global.torch.cat;

import io.tweedie.core.tensor.Batching;
import io.tweedie.core.tensor.Compute;
import io.tweedie.core.tensor.Device;
import io.tweedie.core.tensor.Scoped;
import io.tweedie.models.checkpoint.Checkpoint;
import io.tweedie.models.nn.Initializer;
import io.tweedie.models.nn.LoadReport;
import io.tweedie.models.nn.Parameter;
import io.tweedie.models.nn.Parameters;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * Inception v3 (Szegedy et al., CVPR 2016) up to its logits, in one of the {@link
 * InceptionConvention conventions}. Its weights are the user's.
 */
public final class InceptionNetwork implements AutoCloseable {

  static final int SPATIAL_CHANNELS = 7;

  private static final long[] PLACES = {2, 3};

  private final InceptionConvention convention;
  private final Parameters parameters = new Parameters();
  private final List<UnaryOperator<Tensor>> beforeSpatial;
  private final Branches withSpatial;
  private final List<UnaryOperator<Tensor>> afterSpatial;
  private final Parameter weight;
  private final Parameter bias;

  /** Declares every layer; parameters get their values later. */
  public InceptionNetwork(InceptionConvention convention) {
    this.convention = convention;
    Blocks blocks = new Blocks(parameters, convention.edge());
    beforeSpatial =
        List.of(
            blocks.stem("Conv2d_1a_3x3", 3, 32, 3, 2, 0),
            blocks.stem("Conv2d_2a_3x3", 32, 32, 3, 1, 0),
            blocks.stem("Conv2d_2b_3x3", 32, 64, 3, 1, 1),
            Blocks::halved,
            blocks.stem("Conv2d_3b_1x1", 64, 80, 1, 1, 0),
            blocks.stem("Conv2d_4a_3x3", 80, 192, 3, 1, 0),
            Blocks::halved,
            blocks.a("Mixed_5b", 192, 32),
            blocks.a("Mixed_5c", 256, 64),
            blocks.a("Mixed_5d", 288, 64),
            blocks.b("Mixed_6a", 288),
            blocks.c("Mixed_6b", 768, 128),
            blocks.c("Mixed_6c", 768, 160));
    withSpatial = blocks.c("Mixed_6d", 768, 160);
    afterSpatial =
        List.of(
            blocks.c("Mixed_6e", 768, 192),
            blocks.d("Mixed_7a", 768),
            blocks.e("Mixed_7b", 1280),
            convention == InceptionConvention.TORCHVISION
                ? blocks.e("Mixed_7c", 2048)
                : blocks.eWithMaxima("Mixed_7c", 2048));
    Parameters scores = parameters.scope("fc");
    weight =
        scores.declare(
            "weight", Initializer.FAN_IN, convention.classes(), InceptionFeatures.POOLED);
    bias = scores.declare("bias", Initializer.ZEROS, convention.classes());
  }

  /**
   * A network with the weights of a checkpoint, as it is downloaded or as safetensors.
   *
   * @throws io.tweedie.models.checkpoint.CheckpointException if the file cannot be read
   * @throws IllegalArgumentException if it is of another network, with what was expected and where
   *     to get it
   */
  public static InceptionNetwork load(InceptionConvention convention, Path file) {
    InceptionNetwork network = new InceptionNetwork(convention);
    try (Checkpoint checkpoint = Checkpoint.open(file)) {
      LoadReport report = network.parameters.load(checkpoint);
      // What else there is (auxiliary logits, counters of batches) is no matter of the features.
      if (!report.missing().isEmpty() || !report.misfits().isEmpty()) {
        throw new IllegalArgumentException(
            "%s is not Inception v3 as %s has it (%d of %d tensors fit); its weights are %s"
                .formatted(
                    file,
                    convention.word(),
                    report.loaded().size(),
                    network.parameters.all().size(),
                    convention.url()));
      }
      return network;
    } catch (RuntimeException e) {
      network.close();
      throw e;
    }
  }

  /** Which Inception it is. */
  public InceptionConvention convention() {
    return convention;
  }

  /** The weights, by their names in torchvision. */
  public Parameters parameters() {
    return parameters;
  }

  /**
   * Looks at images. What is said of one does not depend on the others, unless {@code compute}
   * allows it.
   *
   * @param images float32 N x 3 x H x W in [-1, 1], of any size
   * @param compute how the network computes
   * @throws IllegalArgumentException for other shapes
   */
  public InceptionFeatures features(Tensor images, Compute compute) {
    if (images.dim() != 4 || images.size(0) == 0 || images.size(1) != 3 || images.numel() == 0) {
      throw new IllegalArgumentException(
          "Inception expects images of shape [N, 3, H, W], got " + Arrays.toString(images.shape()));
    }
    Tensor rows =
        Scoped.run(
            () -> {
              try (NoGradGuard guard = new NoGradGuard()) {
                return compute.batching() == Batching.FAST
                    ? run(images, compute)
                    : oneByOne(images, compute);
              }
            });
    int classes = convention.classes();
    return new InceptionFeatures(
        rows.narrow(1, 0, InceptionFeatures.POOLED),
        rows.narrow(1, InceptionFeatures.POOLED, InceptionFeatures.SPATIAL),
        rows.narrow(1, rows.size(1) - classes, classes));
  }

  private Tensor oneByOne(Tensor images, Compute compute) {
    TensorVector rows = new TensorVector();
    for (long i = 0; i < images.size(0); i++) {
      Tensor image = images.narrow(0, i, 1);
      rows.push_back(Scoped.run(() -> run(image, compute)));
    }
    return cat(rows, 0);
  }

  /** Pooled, spatial and logits one behind the other, [N, 2048 + 2023 + classes]. */
  private Tensor run(Tensor images, Compute compute) {
    Tensor before = through(beforeSpatial, compute.inner(convention.resized(images)));
    List<Tensor> branches = withSpatial.each(before);
    Tensor last = through(afterSpatial, Branches.joined(branches));
    Tensor pooled = beside(images, last).mean(PLACES);
    // Channels last, as TensorFlow orders them.
    Tensor spatial =
        branches.get(0).narrow(1, 0, SPATIAL_CHANNELS).permute(0, 2, 3, 1).flatten(1, 3);
    return cat(new TensorVector(pooled, beside(images, spatial), logits(pooled)), 1);
  }

  private static Tensor beside(Tensor images, Tensor features) {
    return Device.of(images).move(features, ScalarType.Float);
  }

  /** TensorFlow's graph, in which the inception score was defined, adds no bias. */
  private Tensor logits(Tensor pooled) {
    Tensor logits = pooled.matmul(weight.beside(pooled).t());
    return convention == InceptionConvention.TORCHVISION ? logits.add(bias.beside(pooled)) : logits;
  }

  private static Tensor through(List<UnaryOperator<Tensor>> layers, Tensor x) {
    return Scoped.run(
        () -> {
          Tensor h = x;
          for (UnaryOperator<Tensor> layer : layers) {
            Tensor before = h;
            h = layer.apply(h);
            if (before != x) {
              before.close();
            }
          }
          return h;
        });
  }

  /** Frees the weights. */
  @Override
  public void close() {
    parameters.close();
  }
}
