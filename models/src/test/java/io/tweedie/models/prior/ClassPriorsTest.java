package io.tweedie.models.prior;

import static io.tweedie.core.tensor.Scalars.scalar;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;
import static org.bytedeco.pytorch.global.torch.make_generator_cpu;
import static org.bytedeco.pytorch.global.torch.randn;

import io.tweedie.core.denoiser.Condition;
import io.tweedie.core.denoiser.Denoiser;
import io.tweedie.core.denoiser.Prediction;
import io.tweedie.core.guidance.Guidance;
import io.tweedie.core.sampling.Transition.Variance;
import io.tweedie.core.schedule.NoiseLevel;
import io.tweedie.core.schedule.NoiseSchedule;
import io.tweedie.core.tensor.Compute;
import io.tweedie.models.checkpoint.SafetensorsWriter;
import io.tweedie.models.nn.Network;
import io.tweedie.models.nn.Parameter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.AutoGradMode;
import org.bytedeco.pytorch.Generator;
import org.bytedeco.pytorch.GeneratorOptional;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ClassPriorsTest {

  private static final NoiseSchedule SCHEDULE = NoiseSchedule.linear(1000);
  private static final NoiseLevel LEVEL = SCHEDULE.level(400);

  @TempDir static Path folder;
  private static Model conditional;
  private static Model plain;
  private static Classifier classifier;

  @BeforeAll
  static void writeModels() throws IOException {
    String unet =
        "\"image_size\": 16, \"in_channels\": 1, \"num_channels\": 32, \"num_res_blocks\": 1,"
            + " \"channel_mult\": \"1,1\", \"attention_resolutions\": \"8\", \"num_heads\": 1";
    conditional =
        Model.load(
            write("adm", unet + ", \"class_cond\": true, \"num_classes\": 4", "\"null_label\": 3"));
    plain = Model.load(write("adm", unet, "\"image_size\": 16"));
    classifier =
        Classifier.load(
            write(
                "adm-classifier",
                "\"image_size\": 16, \"in_channels\": 1, \"classifier_width\": 32,"
                    + " \"classifier_depth\": 1, \"channel_mult\": \"1,1\","
                    + " \"classifier_attention_resolutions\": \"8\","
                    + " \"num_head_channels\": 32, \"out_channels\": 3",
                "\"image_size\": 16"));
  }

  @AfterAll
  static void free() {
    conditional.close();
    plain.close();
    classifier.close();
  }

  private static Path write(String architecture, String config, String more) throws IOException {
    Path model = Files.createTempDirectory(folder, "model");
    Files.writeString(
        model.resolve(ModelSpec.FILE),
        """
        {"name": "tiny", "architecture": "%s", "config": {%s}, %s, "weights": "w.safetensors"}
        """
            .formatted(architecture, config, more));
    try (Network network = ModelSpec.read(model.resolve(ModelSpec.FILE)).network();
        PointerScope scope = new PointerScope()) {
      Generator generator = make_generator_cpu(5);
      Map<String, Tensor> weights = new HashMap<>();
      for (Parameter p : network.parameters().all()) {
        Tensor random = randn(p.shape(), new GeneratorOptional(generator));
        weights.put(p.name(), random.mul(scalar(0.1)));
      }
      SafetensorsWriter.write(model.resolve("w.safetensors"), weights, Map.of());
    }
    return model;
  }

  private static ClassPriors priors(Model model) {
    return new ClassPriors(model.prepare(Compute.REFERENCE), Optional.of(classifier));
  }

  private static Denoiser guided(Model model, String guidance) {
    return priors(model)
        .of(Condition.classes(1), Guidance.parse(guidance), SCHEDULE, Variance.FIXED_SMALL);
  }

  private static Tensor noisy(long images) {
    return randn(new long[] {images, 1, 16, 16}, new GeneratorOptional(make_generator_cpu(9)));
  }

  private static Tensor x0(Denoiser prior, Tensor xt) {
    Prediction p = prior.predict(xt, LEVEL);
    return p.kind().x0(xt, p.output(), LEVEL.alphaBar());
  }

  private static float[] values(Tensor x) {
    float[] array = new float[(int) x.numel()];
    x.contiguous().data_ptr_float().get(array);
    return array;
  }

  @ParameterizedTest
  @ValueSource(strings = {"cfg:3", "cg:20", "cg-mean:20"})
  void aBatchIsItsImagesBitForBit(String guidance) {
    try (PointerScope scope = new PointerScope();
        NoGradGuard guard = new NoGradGuard()) {
      Denoiser prior = guided(conditional, guidance);
      Tensor xt = noisy(3);
      Tensor batch = x0(prior, xt);
      for (int i = 0; i < 3; i++) {
        assertThat(values(x0(prior, xt.narrow(0, i, 1)))).isEqualTo(values(batch.narrow(0, i, 1)));
      }
    }
  }

  /** As posterior samplers differentiate it, through the gradient of the classifier too. */
  @ParameterizedTest
  @ValueSource(strings = {"cfg:3", "cg:20"})
  void guidedPriorsAreDifferentiable(String guidance) {
    try (PointerScope scope = new PointerScope();
        AutoGradMode mode = new AutoGradMode(true)) {
      Denoiser prior = guided(conditional, guidance);
      Tensor xt = noisy(1).set_requires_grad(true);
      Tensor weights = noisy(2).narrow(0, 1, 1);
      x0(prior, xt).mul(weights).sum().backward();
      Tensor gradient = xt.grad();
      Tensor direction = gradient.div(gradient.norm());
      double h = 0.05;
      double up = x0(prior, xt.detach().add(direction, scalar(h))).mul(weights).sum().item_double();
      double down =
          x0(prior, xt.detach().sub(direction, scalar(h))).mul(weights).sum().item_double();
      double slope = gradient.norm().item_double();
      assertThat((up - down) / (2 * h)).isCloseTo(slope, within(0.01 * slope));
    }
  }

  @Test
  void aClassifierGuidesAModelThatKnowsNoClasses() {
    try (PointerScope scope = new PointerScope();
        NoGradGuard guard = new NoGradGuard()) {
      Tensor xt = noisy(1);
      assertThat(values(x0(guided(plain, "cg:20"), xt)))
          .isNotEqualTo(values(x0(priors(plain).of(Condition.none()), xt)));
    }
  }

  @Test
  void whatCannotGuideIsRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> guided(plain, "cfg:3"))
        .withMessage("cfg:3 needs a model trained with and without classes, and tiny was not");
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                priors(conditional)
                    .of(
                        Condition.classes(3),
                        Guidance.parse("cg:2"),
                        SCHEDULE,
                        Variance.FIXED_SMALL))
        .withMessage("classifier tiny knows classes 0 to 2, not 3");
  }

  @Test
  void evaluationsAreCounted() {
    try (PointerScope scope = new PointerScope();
        NoGradGuard guard = new NoGradGuard()) {
      ClassPriors priors = priors(conditional);
      priors
          .of(Condition.classes(1), Guidance.parse("cfg:3"), SCHEDULE, Variance.LEARNED)
          .predict(noisy(2), LEVEL);
      priors
          .of(Condition.classes(0), Guidance.parse("cg:3"), SCHEDULE, Variance.LEARNED)
          .predict(noisy(1), LEVEL);
      priors.of(Condition.classes(0)).predict(noisy(3), LEVEL);
      assertThat(priors.counter().prior()).isEqualTo(4 + 1 + 3);
      assertThat(priors.counter().classifier()).isEqualTo(1);
    }
  }
}
