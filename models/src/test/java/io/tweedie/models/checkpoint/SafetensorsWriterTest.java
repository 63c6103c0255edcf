package io.tweedie.models.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SafetensorsWriterTest {

  @TempDir Path folder;

  @Test
  void keepsEveryDtypeBitForBit() {
    Path copy = folder.resolve("copy.safetensors");
    try (PointerScope scope = new PointerScope();
        Checkpoint original = Checkpoint.open(Golden.file("dtypes.pt"))) {
      SafetensorsWriter.write(copy, all(original), Map.of());
      try (Checkpoint written = Checkpoint.open(copy)) {
        assertThat(written.tensors()).containsExactlyInAnyOrderEntriesOf(original.tensors());
        for (String name : original.tensors().keySet()) {
          assertThat(torch.equal(written.read(name), original.read(name))).as(name).isTrue();
        }
      }
    }
  }

  @Test
  void makesViewsDenseAndKeepsMetadata() {
    Path file = folder.resolve("views.safetensors");
    try (PointerScope scope = new PointerScope()) {
      Tensor base = Tensor.create(new float[] {1, 2, 3, 4, 5, 6}, 2, 3);
      base.requires_grad_(true);
      Map<String, Tensor> tensors =
          Map.of("t", base.t(), "scalar", base.sum(), "none", torch.empty(0, 5));
      SafetensorsWriter.write(file, tensors, Map.of("recipe", "é \"quoted\""));
      try (Checkpoint written = SafetensorsFile.open(file)) {
        assertThat(Values.of(written.read("t"))).containsExactly(1, 4, 2, 5, 3, 6);
        assertThat(written.read("t").shape()).containsExactly(3, 2);
        assertThat(Values.of(written.read("scalar"))).containsExactly(21);
        assertThat(written.read("none").shape()).containsExactly(0, 5);
        assertThat(written.metadata()).containsExactly(Map.entry("recipe", "é \"quoted\""));
      }
    }
  }

  @Test
  void alignsTheDataAndPutsWideTypesFirst() throws IOException {
    Path file = folder.resolve("aligned.safetensors");
    try (PointerScope scope = new PointerScope()) {
      Map<String, Tensor> tensors = new LinkedHashMap<>();
      tensors.put("bytes", Tensor.create(new byte[] {1, 2, 3}, 3));
      tensors.put("floats", Tensor.create(new float[] {1}, 1));
      tensors.put("doubles", Tensor.create(new double[] {1}, 1));
      SafetensorsWriter.write(file, tensors, Map.of());
    }
    ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
    assertThat(bytes.getLong(0) % 8).isZero();
    try (Checkpoint written = Checkpoint.open(file)) {
      assertThat(written.tensors().keySet()).containsExactly("doubles", "floats", "bytes");
    }
  }

  @Test
  void theOrderOfMetadataChangesNoByte() throws IOException {
    Path one = folder.resolve("one.safetensors");
    Path other = folder.resolve("other.safetensors");
    Map<String, String> forwards = new LinkedHashMap<>();
    Map<String, String> backwards = new LinkedHashMap<>();
    for (int i = 0; i < 5; i++) {
      forwards.put("key" + i, "value");
      backwards.put("key" + (4 - i), "value");
    }
    try (PointerScope scope = new PointerScope()) {
      Map<String, Tensor> tensors = Map.of("x", Tensor.create(1f, 2f));
      SafetensorsWriter.write(one, tensors, forwards);
      SafetensorsWriter.write(other, tensors, backwards);
    }
    assertThat(one).hasSameBinaryContentAs(other);
  }

  @Test
  void aRefusedTensorLeavesTheOldFileAndNothingElse() throws IOException {
    Path file = Files.writeString(folder.resolve("kept.safetensors"), "old");
    try (PointerScope scope = new PointerScope()) {
      Tensor complex = Tensor.create(1f).to(ScalarType.ComplexFloat);
      assertThatExceptionOfType(CheckpointException.class)
          .isThrownBy(() -> SafetensorsWriter.write(file, Map.of("wave", complex), Map.of()))
          .withMessageContaining("kept.safetensors")
          .withMessageContaining("'wave'")
          .withMessageContaining("ComplexFloat");
      assertThatExceptionOfType(CheckpointException.class)
          .isThrownBy(() -> SafetensorsWriter.write(file, Map.of("gone", new Tensor()), Map.of()))
          .withMessageContaining("undefined");
      assertThatExceptionOfType(CheckpointException.class)
          .isThrownBy(
              () ->
                  SafetensorsWriter.write(
                      file, Map.of("__metadata__", Tensor.create(1f)), Map.of()))
          .withMessageContaining("rename");
    }
    assertThat(file).hasContent("old");
    try (Stream<Path> files = Files.list(folder)) {
      assertThat(files).containsExactly(file);
    }
  }

  @Test
  void replacesAFileAndReportsAFolderThatIsAFile() throws IOException {
    Path file = Files.writeString(folder.resolve("replaced.safetensors"), "old");
    Path nowhere = file.resolve("x.safetensors");
    try (PointerScope scope = new PointerScope()) {
      Map<String, Tensor> tensors = Map.of("x", Tensor.create(2f));
      SafetensorsWriter.write(file, tensors, Map.of());
      assertThatExceptionOfType(CheckpointException.class)
          .isThrownBy(() -> SafetensorsWriter.write(nowhere, tensors, Map.of()))
          .withMessageContaining(nowhere.toString());
    }
    Values.readAll(file);
    try (Stream<Path> files = Files.list(folder)) {
      assertThat(files).containsExactly(file);
    }
  }

  @Test
  void aFailedMoveLeavesNoPartBehind() throws IOException {
    Path taken = Files.createDirectories(folder.resolve("taken").resolve("inside")).getParent();
    try (PointerScope scope = new PointerScope()) {
      Map<String, Tensor> tensors = Map.of("x", Tensor.create(2f));
      assertThatExceptionOfType(CheckpointException.class)
          .isThrownBy(() -> SafetensorsWriter.write(taken, tensors, Map.of()))
          .withMessageContaining("taken");
    }
    try (Stream<Path> files = Files.list(folder)) {
      assertThat(files).containsExactly(taken);
    }
  }

  private static Map<String, Tensor> all(Checkpoint checkpoint) {
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    checkpoint.tensors().keySet().forEach(name -> tensors.put(name, checkpoint.read(name)));
    return tensors;
  }
}
