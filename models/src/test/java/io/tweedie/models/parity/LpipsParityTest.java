package io.tweedie.models.parity;

import static io.tweedie.core.tensor.Scalars.scalar;
import static org.assertj.core.api.Assertions.assertThat;
import static org.bytedeco.pytorch.global.torch.grad;
import static org.bytedeco.pytorch.global.torch.max;

import io.tweedie.core.tensor.Backend;
import io.tweedie.models.checkpoint.Checkpoint;
import io.tweedie.models.lpips.Backbone;
import io.tweedie.models.lpips.LpipsNetwork;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Locale;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.BoolOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** LPIPS against the package of its authors, on backbones of deterministic weights. */
@Tag("processor")
class LpipsParityTest {

  /** Ten times the rounding of the package: what its layers differ from their values in float64. */
  private static final double TOLERANCE = 2e-5;

  /** The table of docs/parity.md. */
  private static final Path TABLE = Path.of("target", "lpips-parity.md");

  @BeforeAll
  static void settings() throws IOException {
    Backend.setThreads(1);
    Files.createDirectories(TABLE.getParent());
    Files.deleteIfExists(TABLE);
  }

  private record Errors(double layers, double distance, double gradient) {
    @Override
    public String toString() {
      return "%.1e | %.1e | %.1e".formatted(layers, distance, gradient);
    }
  }

  @ParameterizedTest
  @EnumSource
  void distanceLayersAndGradientAreThoseOfThePackage(Backbone backbone) throws IOException {
    String name = backbone.name().toLowerCase(Locale.ROOT);
    try (PointerScope scope = new PointerScope();
        Checkpoint expected = Checkpoint.open(Goldens.file("lpips/" + name + ".safetensors"));
        LpipsNetwork network = new LpipsNetwork(backbone)) {
      GoldenNetwork golden = GoldenNetwork.parse(expected.metadata().get("golden"));
      assertThat(GoldenNetwork.declared(network.parameters()))
          .containsExactlyElementsOf(golden.parameters());
      DeterministicWeights.fill(network.parameters());
      for (String shape : new String[] {"square", "wide"}) {
        Errors errors = errors(network, golden, shape, expected);
        Files.writeString(
            TABLE,
            "| %s, %s | %s |%n".formatted(backbone.title(), shape, errors),
            StandardOpenOption.CREATE,
            StandardOpenOption.APPEND);
        assertThat(errors.layers()).as("layers of %s", shape).isLessThan(TOLERANCE);
        assertThat(errors.distance()).as("distance of %s", shape).isLessThan(TOLERANCE);
        assertThat(errors.gradient()).as("gradient of %s", shape).isLessThan(TOLERANCE);
      }
    }
  }

  private static Errors errors(
      LpipsNetwork network, GoldenNetwork golden, String shape, Checkpoint expected) {
    try (PointerScope scope = new PointerScope()) {
      Tensor result = input("result", golden, shape).set_requires_grad(true);
      Tensor layers = network.contributions(input("reference", golden, shape), result);
      Tensor gradient =
          grad(
                  new TensorVector(layers.sum()),
                  new TensorVector(result),
                  new TensorVector(),
                  new BoolOptional(false),
                  false,
                  false)
              .get(0);
      Tensor expectedGradient = expected.read(shape + ".grad");
      Tensor difference = gradient.sub(expectedGradient);
      return new Errors(
          largest(layers.detach(), expected.read(shape + ".contributions")),
          largest(layers.detach().sum(1), expected.read(shape + ".distance")),
          difference.norm().item_double() / expectedGradient.norm().item_double());
    }
  }

  private static Tensor input(String name, GoldenNetwork golden, String shape) {
    return DeterministicWeights.tensor(name, golden.inputShape(shape))
        .mul(scalar(golden.inputScale()));
  }

  /** The largest relative error of any number. */
  private static double largest(Tensor actual, Tensor expected) {
    assertThat(actual.shape()).containsExactly(expected.shape());
    Tensor e = expected.to(ScalarType.Double);
    return max(actual.to(ScalarType.Double).sub(e).div(e).abs()).item_double();
  }
}
