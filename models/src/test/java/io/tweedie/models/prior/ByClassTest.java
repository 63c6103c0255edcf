package io.tweedie.models.prior;

import static io.tweedie.core.tensor.Scalars.scalar;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.tweedie.core.denoiser.Condition;
import io.tweedie.core.denoiser.ConditionalDenoiser;
import io.tweedie.core.denoiser.Denoiser;
import io.tweedie.core.denoiser.Parameterization;
import io.tweedie.core.denoiser.Prediction;
import io.tweedie.core.schedule.NoiseLevel;
import io.tweedie.core.schedule.NoiseSchedule;
import io.tweedie.core.tensor.Compute;
import io.tweedie.models.adm.AdmUNet;
import io.tweedie.models.checkpoint.SafetensorsWriter;
import io.tweedie.models.nn.Parameter;
import io.tweedie.models.parity.DeterministicWeights;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ByClassTest {

  private static final NoiseLevel LEVEL = NoiseSchedule.linear(1000).level(400);

  @TempDir Path folder;

  /** Multiplies images by 10 plus their label, and variances by the label. */
  private static final ConditionalDenoiser SCALING = new ByClass(5, ByClassTest::scaling);

  private static Denoiser scaling(long label) {
    return (xt, level) ->
        new Prediction(
            Parameterization.X0, xt.mul(scalar(10 + label)), Optional.of(xt.mul(scalar(label))));
  }

  private static Tensor images(long n) {
    return DeterministicWeights.tensor("input", n, 1, 8, 8);
  }

  @Test
  void everyImageGetsTheAnswerForItsClassInItsPlace() {
    try (PointerScope scope = new PointerScope()) {
      Tensor x = images(6);
      long[] labels = {3, -1, 0, 3, 4, -1};
      Prediction batch = SCALING.predict(x, LEVEL, Condition.classes(labels));
      for (int i = 0; i < labels.length; i++) {
        Tensor image = x.narrow(0, i, 1);
        assertThat(batch.output().narrow(0, i, 1).equal(image.mul(scalar(10 + labels[i]))))
            .as("image %d", i)
            .isTrue();
        Tensor variance = batch.varianceInterpolation().orElseThrow().narrow(0, i, 1);
        assertThat(variance.equal(image.mul(scalar(labels[i])))).isTrue();
      }
    }
  }

  @Test
  void gradientsFindTheirWayBack() {
    try (PointerScope scope = new PointerScope()) {
      Tensor x = images(3).set_requires_grad(true);
      SCALING.predict(x, LEVEL, Condition.classes(2, 0, 2)).output().sum().backward();
      for (int i = 0; i < 3; i++) {
        double expected = i == 1 ? 10 : 12;
        assertThat(x.grad().narrow(0, i, 1).eq(scalar(expected)).all().item_bool()).isTrue();
      }
    }
  }

  @Test
  void refusesOtherLabels() {
    try (PointerScope scope = new PointerScope()) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> SCALING.predict(images(2), LEVEL, Condition.classes(1, 5)))
          .withMessage("labels are 0 to 4, or -1 for no class, got 5");
      assertThatIllegalArgumentException()
          .isThrownBy(() -> SCALING.predict(images(2), LEVEL, Condition.classes(1, -2)))
          .withMessageContaining("got -2");
      assertThatIllegalArgumentException()
          .isThrownBy(() -> SCALING.predict(images(3), LEVEL, Condition.classes(1, 2)))
          .withMessageContaining("each of 3 images are expected, got 2");
    }
  }

  @Test
  void aModelIsToldTheNullLabelForNoClassAndABatchIsItsImages() throws IOException {
    try (NoGradGuard guard = new NoGradGuard();
        PointerScope scope = new PointerScope();
        Model model = Model.load(written())) {
      ConditionalDenoiser conditional = model.prepare(Compute.REFERENCE).conditional();
      assertThat(model.spec().classes()).isEqualTo(3);
      Tensor x = images(4);
      long[] labels = {2, Condition.NO_CLASS, 0, 2};
      Tensor batch = conditional.predict(x, LEVEL, Condition.classes(labels)).output();
      for (int i = 0; i < labels.length; i++) {
        Tensor image = x.narrow(0, i, 1);
        Tensor single = conditional.predict(image, LEVEL, Condition.classes(labels[i])).output();
        long told = labels[i] == Condition.NO_CLASS ? 3 : labels[i];
        Tensor direct =
            model
                .network()
                .forward(
                    image,
                    new double[] {LEVEL.timestep()},
                    Condition.classes(told),
                    Compute.REFERENCE);
        assertThat(single.equal(direct)).as("image %d alone", i).isTrue();
        assertThat(batch.narrow(0, i, 1).equal(direct)).as("image %d", i).isTrue();
      }
      Tensor none = conditional.unconditional().predict(x, LEVEL).output();
      assertThat(none.narrow(0, 1, 1).equal(batch.narrow(0, 1, 1))).isTrue();
      assertThat(none.narrow(0, 0, 1).equal(batch.narrow(0, 0, 1))).isFalse();
    }
  }

  private Path written() throws IOException {
    Files.writeString(
        folder.resolve(ModelSpec.FILE),
        """
        {"name": "tiny", "architecture": "adm", "null_label": 3, "weights": "w.safetensors",
         "config": {"image_size": 8, "in_channels": 1, "num_channels": 32, "num_res_blocks": 1,
                    "channel_mult": "1", "attention_resolutions": "", "class_cond": true,
                    "num_classes": 4}}
        """);
    try (AdmUNet network =
        (AdmUNet) ModelSpec.read(folder.resolve(ModelSpec.FILE)).denoisingNetwork()) {
      DeterministicWeights.fill(network.parameters());
      Map<String, Tensor> weights =
          network.parameters().all().stream()
              .collect(Collectors.toMap(Parameter::name, Parameter::value));
      SafetensorsWriter.write(folder.resolve("w.safetensors"), weights, Map.of());
    }
    return folder;
  }
}
