package io.tweedie.models.clip;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.bytedeco.pytorch.global.torch.equal;

import io.tweedie.core.tensor.Compute;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ClipTextModelTest {

  private static final ClipTower TOWER =
      new ClipTower(32, 64, 3, 4, ClipActivation.QUICK_GELU, 1e-5);

  private PointerScope scope;
  private ClipTextModel model;

  @BeforeEach
  void make() {
    scope = new PointerScope();
    model = new ClipTextModel(new ClipTextConfig(TOWER, 50, 8, 49, 16));
    model.parameters().initialize(3);
  }

  @AfterEach
  void close() {
    model.close();
    scope.close();
  }

  private static Tensor ids(long... ids) {
    return Tensor.create(ids, 1, ids.length);
  }

  @Test
  void textsDoNotKnowTheirBatch() {
    Tensor both = Tensor.create(new long[] {48, 1, 2, 49, 48, 7, 49, 49}, 2, 4);
    Tensor together = model.encode(both, Compute.REFERENCE).tokens();
    for (int i = 0; i < 2; i++) {
      Tensor alone = model.encode(both.narrow(0, i, 1), Compute.REFERENCE).tokens();
      assertThat(equal(together.narrow(0, i, 1), alone)).isTrue();
    }
  }

  @Test
  void tokensSeeOnlyWhatCameBefore() {
    Tensor one = model.encode(ids(48, 1, 2, 3), Compute.REFERENCE).tokens();
    Tensor other = model.encode(ids(48, 1, 9, 9), Compute.REFERENCE).tokens();
    assertThat(equal(one.narrow(1, 0, 2), other.narrow(1, 0, 2))).isTrue();
    assertThat(equal(one.narrow(1, 2, 1), other.narrow(1, 2, 1))).isFalse();
  }

  @Test
  void theFirstEndIsTheWhole() {
    EncodedText text = model.encode(ids(48, 1, 49, 49), Compute.REFERENCE);
    assertThat(equal(text.pooled(), text.tokens().select(1, 2))).isTrue();
    assertThat(text.condition().pooled().orElseThrow().shape()).containsExactly(1, 32);
  }

  /** As a network with fewer layers, which has the same last normalisation. */
  @Test
  void lastLayersCanBeLeftOut() {
    ClipTower shorter = new ClipTower(32, 64, 2, 4, ClipActivation.QUICK_GELU, 1e-5);
    try (ClipTextModel two = new ClipTextModel(new ClipTextConfig(shorter, 50, 8, 49, 16))) {
      two.parameters()
          .all()
          .forEach(p -> p.assign(model.parameters().byName().get(p.name()).value().clone()));
      Tensor ids = ids(48, 1, 2, 49);
      assertThat(
              equal(
                  model.encode(ids, 1, Compute.REFERENCE).tokens(),
                  two.encode(ids, Compute.REFERENCE).tokens()))
          .isTrue();
    }
    assertThatThrownBy(() -> model.encode(ids(48, 49), 3, Compute.REFERENCE))
        .hasMessage("of 3 layers from 0 to 2 can be left out, got 3");
  }

  @Test
  void otherInputsAreRefused() {
    assertThatThrownBy(() -> model.encode(ids(48, 50), Compute.REFERENCE))
        .hasMessage("the network has 50 tokens, got the number 50; its tokenizer is another one");
    assertThatThrownBy(() -> model.encode(ids(48, -1), Compute.REFERENCE))
        .hasMessageContaining("got the number -1");
    assertThatThrownBy(() -> model.encode(ids(1, 2, 3, 4, 5, 6, 7, 8, 9), Compute.REFERENCE))
        .hasMessageContaining("with S from 1 to 8, got shape [1, 9]");
    Tensor embedded = model.embed(ids(48, 49));
    assertThatThrownBy(() -> model.encodeEmbedded(embedded, new long[] {2}, Compute.REFERENCE))
        .hasMessageContaining("an end for each, got [1, 2, 32] and [2]");
  }

  @Test
  void memoryStaysFlat() {
    Tensor ids = ids(48, 1, 2, 49);
    for (int i = 0; i < 50; i++) {
      once(ids);
    }
    long before = org.bytedeco.javacpp.Pointer.totalCount();
    for (int i = 0; i < 50; i++) {
      once(ids);
    }
    assertThat(org.bytedeco.javacpp.Pointer.totalCount()).isLessThanOrEqualTo(before + 5);
  }

  private void once(Tensor ids) {
    try (PointerScope step = new PointerScope()) {
      model.encode(ids, Compute.REFERENCE);
    }
  }
}
