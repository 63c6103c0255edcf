package io.tweedie.models.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;

import io.tweedie.models.parity.Goldens;
import java.util.List;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.api.Test;

class TorchScriptTest {

  @Test
  void tensorsOfArchivesAreReadAndTheirProgramIsNot() {
    try (PointerScope scope = new PointerScope();
        Checkpoint archive = Checkpoint.open(Goldens.file("clip/script.pt"))) {
      assertThat(archive.tensors().keySet())
          .containsExactlyInAnyOrder("visual.0.weight", "logit_scale", "input_resolution");
      assertThat(archive.tensors().get("visual.0.weight").shape()).isEqualTo(List.of(2L, 3L));
      assertThat(archive.tensors().get("logit_scale").dtype()).isEqualTo(DType.FLOAT16);
      assertThat(archive.read("logit_scale").to(ScalarType.Float).item_float()).isEqualTo(1.5f);
      assertThat(archive.read("visual.0.weight").to(ScalarType.Float).select(0, 1).select(0, 2))
          .satisfies(last -> assertThat(last.item_float()).isEqualTo(5f));
      assertThat(archive.read("input_resolution").item_long()).isEqualTo(224);
      assertThat(archive.unread()).isEmpty();
      assertThat(archive.metadata()).doesNotContainKey("");
    }
  }
}
