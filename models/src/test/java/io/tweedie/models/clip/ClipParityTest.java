package io.tweedie.models.clip;

import static io.tweedie.models.parity.DeterministicWeights.tensor;
import static org.assertj.core.api.Assertions.assertThat;
import static org.bytedeco.pytorch.global.torch.grad;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tweedie.core.tensor.Backend;
import io.tweedie.core.tensor.Batching;
import io.tweedie.core.tensor.Compute;
import io.tweedie.core.tensor.PlainAttention;
import io.tweedie.models.checkpoint.Checkpoint;
import io.tweedie.models.nn.Parameters;
import io.tweedie.models.parity.DeterministicWeights;
import io.tweedie.models.parity.Goldens;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.BoolOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The networks of CLIP, their gradients included, against transformers. */
@Tag("processor")
class ClipParityTest {

  private static final double TOLERANCE = 3e-5;
  private static final ObjectMapper JSON = new ObjectMapper();

  @BeforeAll
  static void settings() {
    Backend.setThreads(1);
  }

  private record Golden(JsonNode description, Map<String, Tensor> tensors) {

    static Golden read(String name) throws IOException {
      try (Checkpoint file = Checkpoint.open(Goldens.file("clip/" + name + ".safetensors"))) {
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        file.tensors().keySet().forEach(key -> tensors.put(key, file.read(key)));
        return new Golden(JSON.readTree(file.metadata().get("golden")), tensors);
      }
    }

    JsonNode config() {
      return description.get("config");
    }

    void requireNames(Parameters parameters) {
      List<String> expected = new ArrayList<>();
      description.get("parameters").forEach(p -> expected.add(p.get(0).asText() + p.get(1)));
      assertThat(
              parameters.all().stream()
                  .map(p -> p.name() + Arrays.toString(p.shape()).replace(" ", "")))
          .containsExactlyInAnyOrderElementsOf(expected);
    }

    Tensor get(String name) {
      return tensors.get(name);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"text-largest", "text-first"})
  void textsAndTheirGradientsAreThoseOfTransformers(String name) throws IOException {
    try (PointerScope scope = new PointerScope()) {
      Golden golden = Golden.read(name);
      try (ClipTextModel model =
          new ClipTextModel(ClipTextConfig.read(golden.config(), "config"))) {
        golden.requireNames(model.parameters());
        DeterministicWeights.fill(model.parameters());
        Tensor ids = golden.get("ids");
        compareAllWays(
            golden,
            model.parameters(),
            compute -> {
              Tensor embedded = model.embed(ids).detach().set_requires_grad(true);
              return new Result(embedded, model.encodeEmbedded(embedded, model.ends(ids), compute));
            });
        EncodedText whole = model.encode(ids, Compute.REFERENCE);
        assertThat(error(whole.tokens(), golden.get("hidden"))).isLessThan(TOLERANCE);
      }
    }
  }

  @Test
  void projectedTextsAreThoseOfTransformers() throws IOException {
    try (PointerScope scope = new PointerScope()) {
      Golden golden = Golden.read("text-projected");
      try (ClipProjectedTextModel model =
          new ClipProjectedTextModel(ClipTextConfig.read(golden.config(), "config"))) {
        golden.requireNames(model.parameters());
        DeterministicWeights.fill(model.parameters());
        Tensor ids = golden.get("ids");
        compareAllWays(
            golden,
            model.parameters(),
            compute -> {
              Tensor embedded = model.embed(ids).detach().set_requires_grad(true);
              return new Result(embedded, model.encodeEmbedded(embedded, model.ends(ids), compute));
            });
      }
    }
  }

  private record Result(Tensor embedded, EncodedText encoded) {}

  private interface Encoder {
    Result encode(Compute compute);
  }

  /** One by one, all at once, with plain attention, and in training. */
  private static void compareAllWays(Golden golden, Parameters parameters, Encoder encoder) {
    compare(golden, encoder.encode(Compute.REFERENCE));
    compare(golden, encoder.encode(Compute.REFERENCE.with(Batching.FAST)));
    try (PlainAttention plain = PlainAttention.use()) {
      compare(golden, encoder.encode(Compute.REFERENCE));
    }
    parameters.train(true);
    compare(golden, encoder.encode(Compute.REFERENCE));
    parameters.train(false);
  }

  private static void compare(Golden golden, Result result) {
    EncodedText encoded = result.encoded();
    assertThat(error(encoded.tokens(), golden.get("hidden"))).isLessThan(TOLERANCE);
    assertThat(error(encoded.pooled(), golden.get("pooled"))).isLessThan(TOLERANCE);
    Tensor loss = encoded.tokens().mul(tensor("cotangent.hidden", encoded.tokens().shape())).sum();
    loss =
        loss.add(encoded.pooled().mul(tensor("cotangent.pooled", encoded.pooled().shape())).sum());
    Tensor gradient = gradients(loss, result.embedded()).get(0);
    assertThat(error(gradient, golden.get("grad"))).isLessThan(TOLERANCE);
  }

  @Test
  void bothTowersAreThoseOfTransformers() throws IOException {
    try (PointerScope scope = new PointerScope()) {
      Golden golden = Golden.read("both");
      try (ClipModel model = new ClipModel(ClipConfig.read(golden.config(), "config"))) {
        golden.requireNames(model.parameters());
        DeterministicWeights.fill(model.parameters());
        compareBoth(golden, model, Compute.REFERENCE);
        compareBoth(golden, model, Compute.REFERENCE.with(Batching.FAST));
        model.parameters().train(true);
        compareBoth(golden, model, Compute.REFERENCE);
      }
    }
  }

  private static void compareBoth(Golden golden, ClipModel model, Compute compute) {
    Tensor ids = golden.get("ids");
    Tensor pixels = tensor("pixels", 3, 3, 24, 24).set_requires_grad(true);
    Tensor embedded = model.embed(ids).detach().set_requires_grad(true);
    Tensor images = model.images(pixels, compute);
    Tensor texts = model.textsEmbedded(embedded, model.ends(ids), compute);
    Tensor logits = model.logits(images, texts);
    assertThat(error(images, golden.get("images"))).isLessThan(TOLERANCE);
    assertThat(error(texts, golden.get("texts"))).isLessThan(TOLERANCE);
    assertThat(error(logits, golden.get("logits"))).isLessThan(TOLERANCE);
    Tensor loss = logits.mul(tensor("cotangent.logits", logits.shape())).sum();
    TensorVector gradients = gradients(loss, pixels, embedded);
    assertThat(error(gradients.get(0), golden.get("grad_pixels"))).isLessThan(TOLERANCE);
    assertThat(error(gradients.get(1), golden.get("grad_tokens"))).isLessThan(TOLERANCE);
  }

  private static TensorVector gradients(Tensor loss, Tensor... inputs) {
    return grad(
        new TensorVector(loss),
        new TensorVector(inputs),
        new TensorVector(),
        new BoolOptional(false),
        false,
        false);
  }

  /** 2-norm of the difference over 2-norm of what is expected. */
  private static double error(Tensor actual, Tensor expected) {
    assertThat(actual.shape()).containsExactly(expected.shape());
    Tensor e = expected.to(ScalarType.Double);
    Tensor difference = actual.detach().to(ScalarType.Double).sub(e);
    return difference.norm().item_double() / e.norm().item_double();
  }
}
