package io.tweedie.models.parity;

import static io.tweedie.core.tensor.Scalars.scalar;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.bytedeco.pytorch.global.torch.clamp;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tweedie.core.denoiser.Denoiser;
import io.tweedie.core.denoiser.Parameterization;
import io.tweedie.core.denoiser.Prediction;
import io.tweedie.core.sampling.Plan;
import io.tweedie.core.sampling.SamplingLoop;
import io.tweedie.core.sampling.Transition;
import io.tweedie.core.schedule.NoiseSchedule;
import io.tweedie.core.schedule.Spacing;
import io.tweedie.models.checkpoint.Checkpoint;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.ScalarOptional;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;

/** Reverse steps against guided-diffusion's SpacedDiffusion: p_sample and ddim_sample. */
@Tag("processor")
class DiffusionStepParityTest {

  private static final NoiseSchedule SCHEDULE =
      NoiseSchedule.linear(1000).respace(Spacing.parse("10"));

  @TestFactory
  Stream<DynamicTest> reverseSteps() throws IOException {
    JsonNode index =
        new ObjectMapper().readTree(Files.readString(Goldens.file("diffusion/index.json")));
    return StreamSupport.stream(index.get("reverse_steps").spliterator(), false)
        .map(step -> DynamicTest.dynamicTest(step.get("key").asText(), () -> check(step)));
  }

  private static void check(JsonNode golden) {
    try (PointerScope scope = new PointerScope();
        Checkpoint expected = Checkpoint.open(Goldens.file("diffusion/steps.safetensors"))) {
      String key = golden.get("key").asText();
      int t = golden.get("t").asInt();
      boolean learned = golden.get("model_var_type").asText().equals("LEARNED_RANGE");
      Parameterization kind =
          golden.get("model_mean_type").asText().equals("EPSILON")
              ? Parameterization.EPSILON
              : Parameterization.X0;
      Tensor xt = DeterministicWeights.tensor("input", 1, 3, 4, 4);
      Tensor noise = DeterministicWeights.tensor("noise", 1, 3, 4, 4);
      Tensor output = DeterministicWeights.tensor("prediction", 1, learned ? 6 : 3, 4, 4);
      Prediction prediction =
          learned ? Prediction.withLearnedVariance(kind, output) : new Prediction(kind, output);
      Tensor x0 = kind.x0(xt, prediction.output(), SCHEDULE.alphaBar(t));
      if (golden.get("clip_denoised").asBoolean()) {
        x0 = clamp(x0, new ScalarOptional(scalar(-1)), new ScalarOptional(scalar(1)));
      }
      assertClose(x0, expected.read(key + ".pred_xstart"), "pred_xstart");

      Transition.Variance variance =
          switch (golden.get("model_var_type").asText()) {
            case "FIXED_SMALL" -> Transition.Variance.FIXED_SMALL;
            case "FIXED_LARGE" -> Transition.Variance.FIXED_LARGE;
            default -> Transition.Variance.LEARNED;
          };
      assertClose(
          step(new Transition.Ddpm(variance), t, xt, prediction, x0, noise),
          expected.read(key + ".p_sample"),
          "p_sample");
      for (String eta : new String[] {"0.0", "0.5", "1.0"}) {
        assertClose(
            step(new Transition.Ddim(Double.parseDouble(eta)), t, xt, prediction, x0, noise),
            expected.read(key + ".ddim_" + eta),
            "ddim " + eta);
      }
    }
  }

  /** x_{t-1} as a run comes by it. */
  private static Tensor step(
      Transition transition, int t, Tensor xt, Prediction prediction, Tensor x0, Tensor noise) {
    Denoiser prior = (x, level) -> prediction;
    Plan plan = new Plan(String.valueOf(SCHEDULE.size()), transition, false);
    List<Tensor> next = new ArrayList<>();
    assertThatThrownBy(
            () ->
                new SamplingLoop(prior, SCHEDULE, plan)
                    .resume(
                        step -> step.next(x0),
                        (step, purpose, shape) -> noise,
                        new SamplingLoop.State(t + 1, xt),
                        (state, step) -> {
                          next.add(state.x().clone().retainReference());
                          return false;
                        }))
        .isInstanceOf(CancellationException.class);
    return next.get(0);
  }

  private static void assertClose(Tensor actual, Tensor expected, String what) {
    double error = actual.sub(expected).norm().item_double() / expected.norm().item_double();
    assertThat(error).as(what).isLessThan(1e-5);
  }
}
