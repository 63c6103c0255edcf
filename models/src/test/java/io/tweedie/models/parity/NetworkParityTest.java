package io.tweedie.models.parity;

import static io.tweedie.core.tensor.Scalars.scalar;
import static org.assertj.core.api.Assertions.assertThat;
import static org.bytedeco.pytorch.global.torch.grad;

import io.tweedie.core.denoiser.Condition;
import io.tweedie.core.tensor.Backend;
import io.tweedie.models.checkpoint.Checkpoint;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.stream.DoubleStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.BoolOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;

/** Small networks against what the reference implementations gave for the same weights. */
@Tag("processor")
class NetworkParityTest {

  /** Ten times by what the references differ from their own result in float64. */
  private static final double TOLERANCE = 3e-5;

  /** The table of docs/parity.md. */
  private static final Path TABLE = Path.of("target", "network-parity.md");

  @BeforeAll
  static void settings() throws IOException {
    Backend.setThreads(1);
    Files.createDirectories(TABLE.getParent());
    Files.deleteIfExists(TABLE);
  }

  @TestFactory
  Stream<DynamicTest> adm() {
    return tests("adm");
  }

  @TestFactory
  Stream<DynamicTest> photos() {
    return tests("photos");
  }

  @TestFactory
  Stream<DynamicTest> ddpm() {
    return tests("ddpm");
  }

  @TestFactory
  Stream<DynamicTest> bkse() {
    return tests("bkse");
  }

  private static Stream<DynamicTest> tests(String folder) {
    return Goldens.files(folder, "*.safetensors").stream()
        .map(
            file -> {
              String name = file.getFileName().toString().replace(".safetensors", "");
              return DynamicTest.dynamicTest(name, () -> compare(folder + "/" + name, file));
            });
  }

  private static void compare(String name, Path file) throws IOException {
    try (PointerScope scope = new PointerScope();
        Checkpoint expected = Checkpoint.open(file)) {
      GoldenNetwork golden = GoldenNetwork.parse(expected.metadata().get("golden"));
      try (Reference reference = Reference.build(golden)) {
        assertThat(GoldenNetwork.declared(reference.parameters()))
            .containsExactlyElementsOf(golden.parameters());
        DeterministicWeights.fill(reference.parameters());

        Errors frozen = errors(reference, golden, expected);
        // In training all images go through at once though their timesteps differ.
        reference.parameters().train(true);
        Errors training = errors(reference, golden, expected);

        Files.writeString(
            TABLE,
            "| %s | %s | %s |%n".formatted(name, frozen, training),
            StandardOpenOption.CREATE,
            StandardOpenOption.APPEND);
        assertThat(List.of(frozen, training))
            .allSatisfy(
                errors -> {
                  assertThat(errors.output()).isLessThan(TOLERANCE);
                  assertThat(errors.grad()).isLessThan(TOLERANCE);
                });
      }
    }
  }

  private record Errors(double output, double grad) {
    @Override
    public String toString() {
      return "%.1e | %.1e".formatted(output, grad);
    }
  }

  /**
   * Where an activation has a kink its gradient jumps, and rounding, which is the processor's, says
   * on which side of it a value is that is nearly zero. So the gradient must be the reference's at
   * the input or within rounding of it.
   */
  private static Errors errors(Reference reference, GoldenNetwork golden, Checkpoint expected) {
    Errors there = errors(reference, golden, expected, 1);
    double gradient =
        DoubleStream.concat(DoubleStream.of(there.grad()), beside(reference, golden, expected))
            .filter(error -> error < TOLERANCE)
            .findFirst()
            .orElse(there.grad());
    return new Errors(there.output(), gradient);
  }

  private static DoubleStream beside(
      Reference reference, GoldenNetwork golden, Checkpoint expected) {
    return DoubleStream.of(-1e-7, 1e-7, -3e-7, 3e-7)
        .map(shift -> errors(reference, golden, expected, 1 + shift).grad());
  }

  private static Errors errors(
      Reference reference, GoldenNetwork golden, Checkpoint expected, double scale) {
    Tensor x =
        DeterministicWeights.tensor("input", golden.inputShape("input"))
            .mul(scalar(golden.inputScale() * scale))
            .set_requires_grad(true);
    Condition condition =
        expected.tensors().containsKey("labels")
            ? new Condition.Classes(expected.read("labels"))
            : Condition.none();
    Tensor output = reference.network().forward(x, timesteps(expected), condition);
    Tensor cotangent = DeterministicWeights.tensor("cotangent", output.shape());
    Tensor gradient =
        grad(
                new TensorVector(output),
                new TensorVector(x),
                new TensorVector(cotangent),
                new BoolOptional(false),
                false,
                false)
            .get(0);
    return new Errors(
        error(output, expected.read("output")), error(gradient, expected.read("grad")));
  }

  private static double[] timesteps(Checkpoint expected) {
    Tensor stored = expected.read("timesteps");
    return LongStream.range(0, stored.numel())
        .mapToDouble(i -> stored.select(0, i).item_long())
        .toArray();
  }

  /** 2-norm of the difference over 2-norm of what is expected. */
  private static double error(Tensor actual, Tensor expected) {
    assertThat(actual.shape()).containsExactly(expected.shape());
    Tensor e = expected.to(ScalarType.Double);
    Tensor difference = actual.detach().to(ScalarType.Double).sub(e);
    return difference.norm().item_double() / e.norm().item_double();
  }
}
