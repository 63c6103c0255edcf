package io.tweedie.core.denoiser;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.bytedeco.pytorch.global.torch.make_generator_cpu;
import static org.bytedeco.pytorch.global.torch.randn;
import static org.bytedeco.pytorch.global.torch.zeros;

import java.util.List;
import java.util.Optional;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.GeneratorOptional;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ConditionTest {

  private PointerScope scope;

  @BeforeEach
  void open() {
    scope = new PointerScope();
  }

  @AfterEach
  void close() {
    scope.close();
  }

  private static Tensor random(long... shape) {
    return randn(shape, new GeneratorOptional(make_generator_cpu(3)));
  }

  private static long[] labels(Condition condition) {
    Tensor labels = ((Condition.Classes) condition).labels();
    long[] values = new long[(int) labels.numel()];
    labels.contiguous().data_ptr_long().get(values);
    return values;
  }

  @Test
  void theNullConditionServesEveryBatch() {
    Condition none = Condition.none();
    assertThat(none.images()).isEqualTo(1);
    assertThat(none.image(7)).isEqualTo(none);
    assertThatCode(() -> none.requireServes(5)).doesNotThrowAnyException();
  }

  @Test
  void anImageHasItsOwnClassOrTheOneOfAll() {
    Condition each = Condition.classes(4, Condition.NO_CLASS, 2);
    assertThat(each.images()).isEqualTo(3);
    assertThat(labels(each.image(1))).containsExactly(-1);
    assertThat(labels(each.image(2))).containsExactly(2);
    assertThat(labels(Condition.classes(5).image(2))).containsExactly(5);
  }

  @Test
  void anImageHasItsOwnTextOrTheOneOfAll() {
    Tensor contexts = random(3, 7, 4);
    Tensor pooled = random(1, 5);
    Condition each = new Condition.Text(contexts, Optional.of(pooled));
    assertThat(each.images()).isEqualTo(3);
    Condition.Text second = (Condition.Text) each.image(1);
    assertThat(second.context().equal(contexts.narrow(0, 1, 1))).isTrue();
    assertThat(second.pooled().orElseThrow().equal(pooled)).isTrue();
    assertThat(second.images()).isEqualTo(1);
  }

  /** No copy: what is learned of a prompt's gradient belongs to the prompt. */
  @Test
  void gradientsReachTheTensorThatTheCallerHolds() {
    Tensor contexts = random(2, 3, 4).set_requires_grad(true);
    Condition.Text second = (Condition.Text) new Condition.Text(contexts).image(1);
    second.context().sum().backward();
    assertThat(contexts.grad().select(0, 0).abs().sum().item_double()).isZero();
    assertThat(contexts.grad().select(0, 1).sum().item_double()).isEqualTo(12);
  }

  @Test
  void aBatchIsItsImages() {
    assertThat(Condition.batch(List.of(Condition.none(), Condition.none())))
        .isEqualTo(Condition.none());
    assertThat(
            labels(
                Condition.batch(
                    List.of(Condition.classes(3), Condition.none(), Condition.classes(0)))))
        .containsExactly(3, -1, 0);
    Condition.Text texts = new Condition.Text(random(2, 7, 4), Optional.of(random(2, 5)));
    Condition.Text swapped =
        (Condition.Text) Condition.batch(List.of(texts.image(1), texts.image(0)));
    assertThat(swapped.context().select(0, 0).equal(texts.context().select(0, 1))).isTrue();
    assertThat(
            swapped
                .pooled()
                .orElseThrow()
                .select(0, 1)
                .equal(texts.pooled().orElseThrow().select(0, 0)))
        .isTrue();
  }

  @Test
  void aContrastIsThatOfEachImage() {
    Condition.Text each = new Condition.Text(random(2, 7, 4));
    Condition.Text one = new Condition.Text(random(1, 7, 4));
    Condition contrast = new Condition.Contrast(each, one);
    assertThat(contrast.images()).isEqualTo(2);
    Condition.Contrast second = (Condition.Contrast) contrast.image(1);
    assertThat(second.toward().context().equal(each.context().narrow(0, 1, 1))).isTrue();
    assertThat(second.away().context().equal(one.context())).isTrue();
    Condition.Contrast swapped =
        (Condition.Contrast) Condition.batch(List.of(contrast.image(1), contrast.image(0)));
    assertThat(swapped.toward().context().select(0, 0).equal(each.context().select(0, 1))).isTrue();
    assertThat(swapped.away().images()).isEqualTo(2);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Condition.Contrast(each, new Condition.Text(random(3, 7, 4))))
        .withMessageContaining("got 2 and 3");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Condition.batch(List.of(second, one)))
        .withMessageContainingAll("a batch of contrasts", "was given a text");
  }

  @Test
  void whatDoesNotGoTogetherMakesNoBatch() {
    Condition text = new Condition.Text(random(1, 7, 4));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Condition.batch(List.of(text, Condition.classes(1))))
        .withMessage("a batch of texts takes a text, but was given class labels");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Condition.batch(List.of(text, Condition.none())))
        .withMessage("a batch of texts takes a text, but was given no condition");
    Condition whole = new Condition.Text(random(1, 7, 4), Optional.of(random(1, 5)));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Condition.batch(List.of(text, whole)))
        .withMessageContaining("all have a vector for the whole, or none");
  }

  @Test
  void otherBatchesAreRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Condition.classes(1, 2).requireServes(3))
        .withMessage("class labels for all or for each of 3 images are expected, got 2");
    assertThatCode(() -> Condition.classes(1, 2).requireServes(2)).doesNotThrowAnyException();
  }

  @Test
  void otherTensorsAreRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Condition.Classes(zeros(3)))
        .withMessageContaining("int64");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Condition.Classes(Condition.classes(1, 2).labels().unsqueeze(1)))
        .withMessageContaining("got shape [2, 1]");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Condition.Text(zeros(7, 4)))
        .withMessageContaining("got [7, 4] and no vector");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Condition.Text(zeros(3, 7, 4), Optional.of(zeros(2, 5))))
        .withMessageContaining("got [3, 7, 4] and [2, 5]");
  }
}
