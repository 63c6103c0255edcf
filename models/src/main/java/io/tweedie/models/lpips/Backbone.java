package io.tweedie.models.lpips;

import io.tweedie.models.checkpoint.Checkpoint;
import io.tweedie.models.nn.LoadReport;
import io.tweedie.models.nn.Parameters;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The networks whose features LPIPS compares: classifiers of ImageNet as torchvision has them,
 * without what follows the features. Values of different networks cannot be compared.
 */
public enum Backbone {

  /** Krizhevsky 2014, the network that LPIPS' authors recommend for measuring. */
  ALEX("AlexNet", "alexnet-owt-7be5be79.pth", 31) {
    @Override
    StageBuilder build(StageBuilder network) {
      return network
          .convolution(64, 11, 4, 2)
          .look()
          .pool(3)
          .convolution(192, 5, 1, 2)
          .look()
          .pool(3)
          .convolution(384)
          .look()
          .convolution(256)
          .look()
          .convolution(256)
          .look();
    }
  },

  /** Simonyan and Zisserman 2015, configuration D. */
  VGG("VGG16", "vgg16-397923af.pth", 16) {
    @Override
    StageBuilder build(StageBuilder network) {
      return network
          .convolution(64)
          .convolution(64)
          .look()
          .pool(2)
          .convolution(128)
          .convolution(128)
          .look()
          .pool(2)
          .convolution(256)
          .convolution(256)
          .convolution(256)
          .look()
          .pool(2)
          .convolution(512)
          .convolution(512)
          .convolution(512)
          .look()
          .pool(2)
          .convolution(512)
          .convolution(512)
          .convolution(512)
          .look();
    }
  },

  /** Iandola et al. 2016, version 1.1. */
  SQUEEZE("SqueezeNet 1.1", "squeezenet1_1-b8a52dc0.pth", 17) {
    @Override
    StageBuilder build(StageBuilder network) {
      return network
          .convolution(64, 3, 2, 0)
          .look()
          .poolToTheEdge(3)
          .fire(16, 64)
          .fire(16, 64)
          .look()
          .poolToTheEdge(3)
          .fire(32, 128)
          .fire(32, 128)
          .look()
          .poolToTheEdge(3)
          .fire(48, 192)
          .look()
          .fire(48, 192)
          .look()
          .fire(64, 256)
          .look()
          .fire(64, 256)
          .look();
    }
  };

  private static final String DOWNLOADS = "https://download.pytorch.org/models/";

  private final String title;
  private final String file;
  private final int smallestSide;

  Backbone(String title, String file, int smallestSide) {
    this.title = title;
    this.file = file;
    this.smallestSide = smallestSide;
  }

  abstract StageBuilder build(StageBuilder network);

  /** The layers, whose parameters have the names of torchvision. */
  List<Stage> stages(Parameters parameters) {
    return build(new StageBuilder(parameters.scope("features"))).stages();
  }

  /** The name of LPIPS' authors for it. */
  String key() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The network's name, for people. */
  public String title() {
    return title;
  }

  /** The name of torchvision's checkpoint. */
  public String file() {
    return file;
  }

  /** Where to get torchvision's checkpoint. */
  public String url() {
    return DOWNLOADS + file;
  }

  /** What the SHA-256 of torchvision's checkpoint begins with: its file is named after it. */
  public String sha256Start() {
    return file.substring(file.lastIndexOf('-') + 1, file.lastIndexOf('.'));
  }

  /** Least height and width, in pixels, of which something is left at the last layer. */
  public int smallestSide() {
    return smallestSide;
  }

  /**
   * The network whose features a checkpoint has, known by names and shapes.
   *
   * @throws IllegalArgumentException if it has none of them in full, with what was expected
   */
  static Backbone of(Checkpoint checkpoint) {
    return Stream.of(values())
        .filter(backbone -> backbone.compare(checkpoint).isComplete())
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException(explain(checkpoint)));
  }

  /** How a checkpoint fits; that it also has the layers which classify is no matter. */
  private LoadReport compare(Checkpoint checkpoint) {
    try (Parameters parameters = new Parameters()) {
      stages(parameters);
      return parameters.compare(checkpoint).ignoring("classifier.");
    }
  }

  private static String explain(Checkpoint checkpoint) {
    Backbone nearest =
        Stream.of(values())
            .max(Comparator.comparingInt(backbone -> backbone.compare(checkpoint).loaded().size()))
            .orElseThrow();
    String expected =
        Arrays.stream(values())
            .map(backbone -> "%s (%s)".formatted(backbone.title, backbone.url()))
            .collect(Collectors.joining(", "));
    return "%s is none of the networks of LPIPS, which are torchvision's %s. Beside %s:%n%s"
        .formatted(checkpoint.file(), expected, nearest.title, nearest.compare(checkpoint));
  }
}
