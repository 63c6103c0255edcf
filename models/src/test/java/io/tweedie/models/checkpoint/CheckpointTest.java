package io.tweedie.models.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.assertj.core.api.ThrowableAssertAlternative;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CheckpointTest {

  @TempDir Path folder;

  @Test
  void contentDecidesWhateverTheNameSays() throws IOException {
    for (String name : new String[] {"layouts.pt", "layouts.pth", "layouts.safetensors"}) {
      Path disguised = Files.copy(Golden.file(name), folder.resolve(name + ".bin"));
      try (Checkpoint checkpoint = Checkpoint.open(disguised)) {
        assertThat(checkpoint.tensors()).containsKey("transposed");
      }
    }
  }

  @Test
  void aHeaderWhoseLengthBeginsAsAPickleDoesIsAHeader() throws IOException {
    String header = "{\"x\":{\"dtype\":\"F32\",\"shape\":[],\"data_offsets\":[0,4]}}";
    for (int length : new int[] {0x280, 0x380, 0x480, 0x580}) {
      ByteBuffer bytes = ByteBuffer.allocate(8 + length + 4).order(ByteOrder.LITTLE_ENDIAN);
      bytes.putLong(length).put(header.getBytes(StandardCharsets.UTF_8));
      while (bytes.position() < 8 + length) {
        bytes.put((byte) ' ');
      }
      Path file = Files.write(folder.resolve(length + ".safetensors"), bytes.array());
      try (Checkpoint checkpoint = Checkpoint.open(file)) {
        assertThat(checkpoint.tensors()).containsOnlyKeys("x");
      }
    }
  }

  @Test
  void aViewHasTheNamesBelowItsPrefix() {
    try (Checkpoint whole = Checkpoint.open(Golden.file("training.pt"));
        Checkpoint weights = whole.under("state_dict");
        Tensor viewed = weights.read("conv.weight");
        Tensor direct = whole.read("state_dict.conv.weight")) {
      assertThat(weights.tensors().keySet())
          .containsExactly(
              "conv.weight",
              "conv.bias",
              "norm.weight",
              "norm.bias",
              "norm.running_mean",
              "norm.running_var",
              "norm.num_batches_tracked");
      assertThat(torch.equal(viewed, direct)).isTrue();
      assertThat(whole.under("optimizer").under("state").tensors()).containsKey("0.exp_avg");
      assertThat(whole.under("optimizer").metadata()).containsEntry("param_groups.0.lr", "0.001");
    }
  }

  @Test
  void aViewOfNothingSaysWhatThereIs() {
    try (Checkpoint whole = Checkpoint.open(Golden.file("training.pt"))) {
      assertThatExceptionOfType(CheckpointException.class)
          .isThrownBy(() -> whole.under("model"))
          .withMessageContaining("'model.'")
          .withMessageContaining("state_dict, optimizer");
    }
  }

  @Test
  void anUnknownNameSaysWhatThereIs() {
    try (Checkpoint checkpoint = Checkpoint.open(Golden.file("training.pt"))) {
      assertThatExceptionOfType(CheckpointException.class)
          .isThrownBy(() -> checkpoint.read("conv.weight"))
          .withMessageContaining("training.pt")
          .withMessageContaining("'conv.weight'")
          .withMessageContaining("state_dict.conv.weight");
      assertThatExceptionOfType(CheckpointException.class)
          .isThrownBy(() -> checkpoint.read("args"))
          .withMessageContaining("<argparse.Namespace>");
    }
  }

  @Test
  void tensorsOutliveTheFileButReadingDoesNot() {
    Checkpoint checkpoint = Checkpoint.open(Golden.file("layouts.pt"));
    try (Tensor scalar = checkpoint.read("scalar")) {
      checkpoint.close();
      assertThat(Values.of(scalar)).containsExactly(3.25);
    }
    assertThatIllegalStateException().isThrownBy(() -> checkpoint.read("scalar"));
  }

  @Test
  void otherFilesAreNamedForWhatTheyAre() throws IOException {
    refusal("").withMessageContaining("empty");
    refusal("version https://git-lfs.github.com/spec/v1\noid sha256:0\n")
        .withMessageContaining("git lfs pull");
    refusal("<!DOCTYPE html><html>").withMessageContaining("web page");
    refusal("ordinary text, and more of it").withMessageContaining("neither");
    refused(folder).withMessageContaining("directory");
    refused(folder.resolve("absent.pt")).withMessageContaining("no such file");
  }

  private ThrowableAssertAlternative<?> refusal(String content) throws IOException {
    return refused(Files.writeString(folder.resolve("other.pt"), content));
  }

  private static ThrowableAssertAlternative<?> refused(Path file) {
    return assertThatExceptionOfType(CheckpointException.class)
        .isThrownBy(() -> Checkpoint.open(file))
        .withMessageStartingWith(file + ": ");
  }
}
