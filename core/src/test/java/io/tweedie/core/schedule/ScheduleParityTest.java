package io.tweedie.core.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.withinPercentage;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Arrays;
import java.util.Map;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;

/** Schedules and respacings against guided-diffusion, in double precision. */
@Tag("processor")
class ScheduleParityTest {

  /**
   * Relative. The cumulative product has up to 1000 factors, each rounded by 1e-16, and differences
   * from 1 as small as 1e-4 magnify its error.
   */
  private static final double TOLERANCE = 1e-11;

  @TestFactory
  Stream<DynamicTest> schedules() {
    return tests(Golden.read("schedules.json").get("schedules"), "steps", this::compareSchedule);
  }

  @TestFactory
  Stream<DynamicTest> respacings() {
    JsonNode golden = Golden.read("respacings.json").get("respacings");
    return tests(golden, "respacing", this::compareRespacing);
  }

  @TestFactory
  Stream<DynamicTest> refusedRespacings() {
    JsonNode golden = Golden.read("respacings.json").get("refused");
    return tests(
        golden,
        "respacing",
        refused ->
            assertThatIllegalArgumentException()
                .isThrownBy(
                    () ->
                        NoiseSchedule.linear(refused.get("steps").asInt())
                            .respace(spacing(refused)))
                .withMessageMatching(".*\\d+ of \\d+ timesteps.*"));
  }

  private static Stream<DynamicTest> tests(
      JsonNode array, String label, java.util.function.Consumer<JsonNode> test) {
    assertThat(array).isNotEmpty();
    return StreamSupport.stream(array.spliterator(), false)
        .map(
            item ->
                DynamicTest.dynamicTest(
                    item.path("kind").asText() + " " + item.get("steps") + " " + item.get(label),
                    () -> test.accept(item)));
  }

  private void compareSchedule(JsonNode golden) {
    NoiseSchedule schedule = schedule(golden);
    assertThat(schedule.size()).isEqualTo(golden.get("steps").asInt());
    Map<String, IntToDoubleFunction> series =
        Map.of(
            "betas", schedule::beta,
            "alphas_cumprod", schedule::alphaBar,
            "alphas_cumprod_prev", t -> schedule.alphaBar(t - 1),
            "posterior_variance", schedule::posteriorVariance);
    int[] indices = Golden.ints(golden.get("indices"));
    series.forEach(
        (name, ours) -> {
          double[] expected = Golden.doubles(golden.get("values").get(name));
          for (int i = 0; i < indices.length; i++) {
            assertClose(name + " " + indices[i], ours.applyAsDouble(indices[i]), expected[i]);
          }
          double sum = IntStream.range(0, schedule.size()).mapToDouble(ours).sum();
          assertClose("sum of " + name, sum, golden.get("sums").get(name).asDouble());
        });
  }

  private void compareRespacing(JsonNode golden) {
    NoiseSchedule respaced = schedule(golden).respace(spacing(golden));
    assertThat(respaced.timesteps()).containsExactly(Golden.doubles(golden.get("timesteps")));
    double[] betas = Golden.doubles(golden.get("betas"));
    for (int i = 0; i < betas.length; i++) {
      assertClose("beta " + i, respaced.beta(i), betas[i]);
      assertThat(respaced.level(i).timestep()).isEqualTo(respaced.timesteps()[i]);
    }
  }

  private static NoiseSchedule schedule(JsonNode golden) {
    int steps = golden.get("steps").asInt();
    String kind = golden.get("kind").asText();
    return kind.equals("scaled_linear")
        ? NoiseSchedule.scaledLinear(
            steps, golden.get("beta_start").asDouble(), golden.get("beta_end").asDouble())
        : NoiseSchedule.named(kind, steps);
  }

  private static Spacing spacing(JsonNode golden) {
    JsonNode respacing = golden.get("respacing");
    return respacing.isArray()
        ? new Spacing.Sections(Arrays.stream(Golden.ints(respacing)).boxed().toList())
        : Spacing.parse(respacing.asText());
  }

  private static void assertClose(String what, double actual, double expected) {
    assertThat(actual).as(what).isCloseTo(expected, withinPercentage(100 * TOLERANCE));
  }
}
