package io.tweedie.models.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.bytedeco.pytorch.global.torch.zeros;

import io.tweedie.core.denoiser.Condition;
import io.tweedie.core.tensor.Compute;
import io.tweedie.models.adm.AdmConfig;
import io.tweedie.models.adm.AdmUNet;
import io.tweedie.models.checkpoint.Checkpoint;
import io.tweedie.models.checkpoint.DType;
import io.tweedie.models.checkpoint.SafetensorsWriter;
import io.tweedie.models.checkpoint.TensorInfo;
import io.tweedie.models.parity.DeterministicWeights;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class CheckpointLoadingTest {

  private static final AdmConfig SMALL =
      new AdmConfig(
          16, 3, 32, 1, "1,2", "8", 1, 16, -1, true, true, true, false, 0, false, null, true, true,
          "group", null, null);

  @TempDir private Path folder;

  @Test
  void aNetworkSurvivesSafetensors() {
    try (PointerScope scope = new PointerScope();
        NoGradGuard guard = new NoGradGuard();
        AdmUNet network = filled();
        AdmUNet other = new AdmUNet(SMALL)) {
      Path file = write(values(network));
      LoadReport report = load(other, file);
      assertThat(report.isComplete()).isTrue();
      assertThat(report.loaded()).containsExactlyElementsOf(network.parameters().byName().keySet());
      assertThat(report).hasToString(file + ": 144 of 144 parameters loaded");
      assertThatCode(report::requireComplete).doesNotThrowAnyException();
      assertThat(run(other).equal(run(network))).isTrue();
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"FLOAT64", "FLOAT16", "BFLOAT16"})
  void otherFloatingPointNumbersAreConverted(DType dtype) {
    try (PointerScope scope = new PointerScope();
        AdmUNet network = filled();
        AdmUNet other = new AdmUNet(SMALL)) {
      Map<String, Tensor> stored = values(network);
      stored.replaceAll((name, value) -> value.to(dtype.scalarType()));
      load(other, write(stored)).requireComplete();
      for (Parameter parameter : other.parameters().all()) {
        Tensor expected = stored.get(parameter.name()).to(ScalarType.Float);
        assertThat(parameter.value().scalar_type().intern()).isEqualTo(ScalarType.Float);
        assertThat(parameter.value().equal(expected)).isTrue();
      }
    }
  }

  @Test
  void reportsWhatDoesNotFitAndLoadsTheRest() {
    try (PointerScope scope = new PointerScope();
        AdmUNet network = filled();
        AdmUNet other = new AdmUNet(SMALL)) {
      Map<String, Tensor> stored = values(network);
      Tensor bias = stored.remove("out.2.bias");
      stored.put("out.3.bias", bias);
      stored.put("out.2.weight", zeros(3, 32, 3, 3));
      stored.put("out.0.weight", stored.get("out.0.weight").to(ScalarType.Int));
      LoadReport report = load(other, write(stored));

      assertThat(report.loaded()).hasSize(141);
      assertThat(report.missing()).containsExactly("out.2.bias");
      assertThat(report.unexpected()).containsExactly("out.3.bias");
      assertThat(report.misfits())
          .containsExactly(
              new LoadReport.Misfit(
                  "out.0.weight", List.of(32L), new TensorInfo(DType.INT32, List.of(32L), 128)),
              new LoadReport.Misfit(
                  "out.2.weight",
                  List.of(6L, 32L, 3L, 3L),
                  new TensorInfo(DType.FLOAT32, List.of(3L, 32L, 3L, 3L), 3456)));
      assertThat(report.isComplete()).isFalse();
      try (Checkpoint checkpoint = Checkpoint.open(report.file())) {
        assertThat(other.parameters().compare(checkpoint)).isEqualTo(report);
      }
      assertThat(report.toString())
          .endsWith(
              """
              141 of 144 parameters loaded
                1 missing: out.2.bias
                1 unexpected: out.3.bias
                2 of another shape or type: out.0.weight (expected [32], found INT32 [32]), \
              out.2.weight (expected [6, 32, 3, 3], found FLOAT32 [3, 32, 3, 3])""");
      assertThatIllegalArgumentException()
          .isThrownBy(report::requireComplete)
          .withMessageContaining("network.safetensors: 141 of 144 parameters loaded")
          .withMessageContaining("another architecture");
      Tensor loaded = other.parameters().byName().get("time_embed.0.weight").value();
      assertThat(loaded.equal(stored.get("time_embed.0.weight"))).isTrue();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"module", "model", "_orig_mod", "state_dict", "module._orig_mod", "a.b"})
  void aCommonPrefixIsNamedWithWhatStripsIt(String prefix) {
    try (PointerScope scope = new PointerScope();
        AdmUNet network = filled()) {
      Map<String, Tensor> stored = new LinkedHashMap<>();
      values(network).forEach((name, value) -> stored.put(prefix + "." + name, value));
      stored.put("epoch.count", zeros(1));
      LoadReport report = load(network, write(stored));
      assertThat(report.prefix()).contains(prefix);
      assertThatIllegalArgumentException()
          .isThrownBy(report::requireComplete)
          .withMessageContaining("--prefix " + prefix + "'")
          .withMessageContaining("\"prefix\": \"" + prefix + "\"");
    }
  }

  @Test
  void namesThatHaveNoPrefixGetNoHint() {
    try (PointerScope scope = new PointerScope();
        AdmUNet network = filled()) {
      Map<String, Tensor> stored = values(network);
      stored.put("ema.out.2.bias", stored.remove("out.2.weight"));
      stored.remove("out.2.bias");
      stored.remove("out.0.bias");
      LoadReport report = load(network, write(stored));
      assertThat(report.prefix()).isEmpty();
      assertThat(report.toString()).doesNotContain("--prefix");
    }
  }

  @Test
  void whatCannotBeReadIsSaidOfAParameter() throws IOException {
    String header =
        "{\"a\":{\"dtype\":\"C64\",\"shape\":[1],\"data_offsets\":[0,8]},"
            + "\"b\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[8,12]}}";
    ByteBuffer bytes = ByteBuffer.allocate(8 + header.length() + 12).order(ByteOrder.LITTLE_ENDIAN);
    bytes.putLong(header.length()).put(header.getBytes(StandardCharsets.US_ASCII));
    Path file = Files.write(folder.resolve("complex.safetensors"), bytes.array());
    try (Parameters parameters = new Parameters();
        Checkpoint checkpoint = Checkpoint.open(file)) {
      parameters.declare("a", Initializer.ZEROS, 1);
      parameters.declare("b", Initializer.ZEROS, 1);
      LoadReport report = parameters.load(checkpoint);
      assertThat(report.loaded()).containsExactly("b");
      assertThat(report.missing()).containsExactly("a");
      assertThatIllegalArgumentException()
          .isThrownBy(report::requireComplete)
          .withMessageContaining("1 that cannot be read: a (its elements are of type 'C64'");
      assertThat(report.ignoring("a").unread()).isEmpty();
    }
  }

  @Test
  void longListsAreShortened() {
    try (PointerScope scope = new PointerScope();
        AdmUNet network = new AdmUNet(SMALL)) {
      LoadReport report = load(network, write(Map.of("weight", zeros(1))));
      assertThat(report.missing()).hasSize(144);
      assertThat(report.toString())
          .contains("0 of 144 parameters loaded")
          .contains("144 missing: time_embed.0.weight, time_embed.0.bias")
          .contains(", and 136 more");
    }
  }

  @Test
  void namesBelowAPrefixAreTheCallersBusiness() {
    try (PointerScope scope = new PointerScope();
        AdmUNet network = filled();
        AdmUNet other = new AdmUNet(SMALL)) {
      Map<String, Tensor> stored = new LinkedHashMap<>();
      values(network).forEach((name, value) -> stored.put("model." + name, value));
      try (Checkpoint checkpoint = Checkpoint.open(write(stored))) {
        assertThat(other.parameters().load(checkpoint).loaded()).isEmpty();
        other.parameters().load(checkpoint.under("model")).requireComplete();
      }
    }
  }

  @Test
  void holdsOneTensorOfTheFileAtATime() {
    try (PointerScope scope = new PointerScope();
        Parameters parameters = new Parameters();
        OneAtATime checkpoint = new OneAtATime()) {
      for (String name : checkpoint.tensors().keySet()) {
        parameters.declare(name, Initializer.ZEROS, 2);
      }
      parameters.compare(checkpoint).requireComplete();
      assertThat(checkpoint.read).isEmpty();
      parameters.load(checkpoint).requireComplete();
      assertThat(checkpoint.read).hasSize(3).allMatch(tensor -> tensor.isNull());
      assertThat(parameters.all()).noneMatch(parameter -> parameter.value().isNull());
    }
  }

  /** A checkpoint that is read only if what was read before is closed. */
  private static final class OneAtATime implements Checkpoint {

    private final List<Tensor> read = new ArrayList<>();

    @Override
    public Path file() {
      return Path.of("memory");
    }

    @Override
    public Map<String, TensorInfo> tensors() {
      TensorInfo wide = new TensorInfo(DType.FLOAT64, List.of(2L), 16);
      TensorInfo single = new TensorInfo(DType.FLOAT32, List.of(2L), 8);
      return Map.of("a", wide, "b", single, "c", wide);
    }

    @Override
    public Map<String, String> metadata() {
      return Map.of();
    }

    @Override
    public Tensor read(String name) {
      assertThat(read).allMatch(tensor -> tensor.isNull());
      read.add(zeros(2).to(tensors().get(name).dtype().scalarType()));
      return read.get(read.size() - 1);
    }

    @Override
    public void close() {
      // Nothing is open.
    }
  }

  private static AdmUNet filled() {
    AdmUNet network = new AdmUNet(SMALL);
    DeterministicWeights.fill(network.parameters());
    return network;
  }

  private static Map<String, Tensor> values(AdmUNet network) {
    Map<String, Tensor> values = new LinkedHashMap<>();
    network.parameters().all().forEach(p -> values.put(p.name(), p.value()));
    return values;
  }

  private Path write(Map<String, Tensor> tensors) {
    Path file = folder.resolve("network.safetensors");
    SafetensorsWriter.write(file, tensors, Map.of());
    return file;
  }

  private static LoadReport load(AdmUNet network, Path file) {
    try (Checkpoint checkpoint = Checkpoint.open(file)) {
      return network.parameters().load(checkpoint);
    }
  }

  private static Tensor run(AdmUNet network) {
    Tensor x = DeterministicWeights.tensor("input", 1, 3, 16, 16);
    return network.forward(x, new double[] {417}, Condition.none(), Compute.REFERENCE);
  }
}
