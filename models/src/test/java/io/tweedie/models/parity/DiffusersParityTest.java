package io.tweedie.models.parity;

import static io.tweedie.core.tensor.Scalars.scalar;
import static org.assertj.core.api.Assertions.assertThat;
import static org.bytedeco.pytorch.global.torch.cat;
import static org.bytedeco.pytorch.global.torch.grad;

import io.tweedie.core.denoiser.Condition;
import io.tweedie.core.tensor.Backend;
import io.tweedie.core.tensor.Compute;
import io.tweedie.core.tensor.Layout;
import io.tweedie.core.tensor.PlainAttention;
import io.tweedie.models.checkpoint.Checkpoint;
import io.tweedie.models.diffusers.AutoencoderConfig;
import io.tweedie.models.diffusers.AutoencoderKl;
import io.tweedie.models.diffusers.LatentGaussian;
import io.tweedie.models.diffusers.PreparedAutoencoder;
import io.tweedie.models.diffusers.UNet2d;
import io.tweedie.models.diffusers.UNet2dConfig;
import io.tweedie.models.nn.Parameters;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.LinkedHashMap;
import java.util.Map;
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

/** The networks of diffusers, their gradients included, against that library. */
@Tag("processor")
class DiffusersParityTest {

  private static final double TOLERANCE = 3e-5;

  /** The table of docs/parity.md. */
  private static final Path TABLE = Path.of("target", "diffusers-parity.md");

  @BeforeAll
  static void settings() throws IOException {
    Backend.setThreads(1);
    Files.createDirectories(TABLE.getParent());
    Files.deleteIfExists(TABLE);
  }

  @TestFactory
  Stream<DynamicTest> unets() {
    return Stream.of("images-*", "texts-*")
        .flatMap(glob -> Goldens.files("diffusers", glob + ".safetensors").stream())
        .map(file -> DynamicTest.dynamicTest(name(file), () -> unet(file)));
  }

  @TestFactory
  Stream<DynamicTest> autoencoders() {
    return Goldens.files("diffusers", "autoencoder-*.safetensors").stream()
        .map(file -> DynamicTest.dynamicTest(name(file), () -> autoencoder(file)));
  }

  @TestFactory
  Stream<DynamicTest> fullSizeNames() {
    return Goldens.files("diffusers", "names-*.json.gz").stream()
        .map(
            file ->
                DynamicTest.dynamicTest(
                    file.getFileName().toString(),
                    () -> {
                      GoldenNetwork golden = GoldenNetwork.unzip(file);
                      requireNames(build(golden).parameters(), golden);
                    }));
  }

  private static void unet(Path file) throws IOException {
    try (PointerScope scope = new PointerScope();
        Checkpoint expected = Checkpoint.open(file)) {
      GoldenNetwork golden = GoldenNetwork.parse(expected.metadata().get("golden"));
      try (UNet2d network = (UNet2d) build(golden)) {
        requireNames(network.parameters(), golden);
        DeterministicWeights.fill(network.parameters());
        Compute plain = Compute.REFERENCE;
        Map<String, Double> errors = unetErrors(network, golden, expected, plain);
        record(name(file), errors);
        requireSmall(errors);
        requireSmall(unetErrors(network, golden, expected, plain.with(Layout.CHANNELS_LAST)));
        try (PlainAttention attention = PlainAttention.use()) {
          requireSmall(unetErrors(network, golden, expected, plain));
        }
        network.parameters().train(true);
        requireSmall(unetErrors(network, golden, expected, plain));
      }
    }
  }

  private static Map<String, Double> unetErrors(
      UNet2d network, GoldenNetwork golden, Checkpoint expected, Compute compute) {
    Tensor x =
        DeterministicWeights.tensor("input", golden.inputShape("input"))
            .mul(scalar(golden.inputScale()))
            .set_requires_grad(true);
    TensorVector watched = new TensorVector(x);
    Condition condition = Condition.none();
    if (expected.tensors().containsKey("labels")) {
      condition = new Condition.Classes(expected.read("labels"));
    } else if (expected.tensors().containsKey("grad_context")) {
      Tensor context =
          DeterministicWeights.tensor("context", golden.inputShape("context"))
              .set_requires_grad(true);
      watched.push_back(context);
      condition = new Condition.Text(context);
    }
    Tensor output = network.forward(x, timesteps(expected), condition, compute);
    TensorVector gradients = gradients(output, "cotangent", watched);
    Map<String, Double> errors = new LinkedHashMap<>();
    errors.put("output", error(output, expected.read("output")));
    errors.put("gradient", error(gradients.get(0), expected.read("grad")));
    if (watched.size() > 1) {
      errors.put("gradient of the text", error(gradients.get(1), expected.read("grad_context")));
    }
    return errors;
  }

  private static void autoencoder(Path file) throws IOException {
    try (PointerScope scope = new PointerScope();
        Checkpoint expected = Checkpoint.open(file)) {
      GoldenNetwork golden = GoldenNetwork.parse(expected.metadata().get("golden"));
      try (AutoencoderKl network = (AutoencoderKl) build(golden)) {
        requireNames(network.parameters(), golden);
        DeterministicWeights.fill(network.parameters());
        Map<String, Double> errors = autoencoderErrors(network, golden, expected);
        record(name(file), errors);
        requireSmall(errors);
        requireSmall(tiledErrors(network, golden, expected));
        network.parameters().train(true);
        requireSmall(autoencoderErrors(network, golden, expected));
      }
    }
  }

  private static Map<String, Double> autoencoderErrors(
      AutoencoderKl network, GoldenNetwork golden, Checkpoint expected) {
    Tensor x = watched("input", golden);
    Tensor z = watched("latents", golden);
    LatentGaussian posterior = network.encode(x, Compute.REFERENCE);
    Tensor moments = cat(new TensorVector(posterior.mean(), posterior.logVariance()), 1);
    Tensor decoded = network.decode(z, Compute.REFERENCE);
    Map<String, Double> errors = new LinkedHashMap<>();
    errors.put("output", error(decoded, expected.read("decoded")));
    errors.put("gradient", gradientError(decoded, z, expected.read("decoded_grad")));
    errors.put("moments", error(moments, expected.read("moments")));
    errors.put("their gradient", gradientError(moments, x, expected.read("moments_grad")));
    errors.put("divergence", error(posterior.divergence(), expected.read("divergence")));
    return errors;
  }

  /** In diffusers' latents, which are not scaled. */
  private static Map<String, Double> tiledErrors(
      AutoencoderKl network, GoldenNetwork golden, Checkpoint expected) {
    AutoencoderConfig config = network.config();
    PreparedAutoencoder tiled = new PreparedAutoencoder(network, Compute.REFERENCE).tiled();
    Tensor shift = expected.read("tiled_mean").sub(scalar(config.shift()));
    Tensor z = DeterministicWeights.tensor("latents", golden.inputShape("latents"));
    Tensor scaled = z.sub(scalar(config.shift())).mul(scalar(config.scaling()));
    Tensor x = DeterministicWeights.tensor("input", golden.inputShape("input"));
    return Map.of(
        "tiled mean", error(tiled.encode(x), shift.mul(scalar(config.scaling()))),
        "tiled image", error(tiled.decode(scaled), expected.read("tiled_decoded")));
  }

  private static Tensor watched(String name, GoldenNetwork golden) {
    return DeterministicWeights.tensor(name, golden.inputShape(name)).set_requires_grad(true);
  }

  private static io.tweedie.models.nn.Network build(GoldenNetwork golden) {
    return switch (golden.model()) {
      case "UNet2DModel" -> new UNet2d(UNet2dConfig.ofImages(golden.config(), "config.json"));
      case "UNet2DConditionModel" ->
          new UNet2d(UNet2dConfig.ofTexts(golden.config(), "config.json"));
      case "AutoencoderKL" ->
          new AutoencoderKl(AutoencoderConfig.read(golden.config(), "config.json"));
      default -> throw new IllegalArgumentException("no network for " + golden.model());
    };
  }

  private static void requireNames(Parameters parameters, GoldenNetwork golden) {
    assertThat(GoldenNetwork.declared(parameters))
        .containsExactlyInAnyOrderElementsOf(golden.parameters());
  }

  private static void requireSmall(Map<String, Double> errors) {
    assertThat(errors).allSatisfy((what, error) -> assertThat(error).isLessThan(TOLERANCE));
  }

  private static void record(String name, Map<String, Double> errors) throws IOException {
    String cells =
        String.join(
            ", ",
            errors.entrySet().stream()
                .map(e -> "%s %.1e".formatted(e.getKey(), e.getValue()))
                .toList());
    Files.writeString(
        TABLE, name + ": " + cells + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
  }

  private static double gradientError(Tensor output, Tensor input, Tensor expected) {
    return error(gradients(output, "cotangent", new TensorVector(input)).get(0), expected);
  }

  private static TensorVector gradients(Tensor output, String cotangent, TensorVector inputs) {
    return grad(
        new TensorVector(output),
        inputs,
        new TensorVector(DeterministicWeights.tensor(cotangent, output.shape())),
        new BoolOptional(false),
        false,
        false);
  }

  private static double[] timesteps(Checkpoint expected) {
    Tensor stored = expected.read("timesteps");
    return LongStream.range(0, stored.numel())
        .mapToDouble(i -> stored.select(0, i).item_long())
        .toArray();
  }

  private static String name(Path file) {
    return file.getFileName().toString().replace(".safetensors", "");
  }

  /** 2-norm of the difference over 2-norm of what is expected. */
  private static double error(Tensor actual, Tensor expected) {
    assertThat(actual.shape()).containsExactly(expected.shape());
    Tensor e = expected.to(ScalarType.Double);
    Tensor difference = actual.detach().to(ScalarType.Double).sub(e);
    return difference.norm().item_double() / e.norm().item_double();
  }
}
