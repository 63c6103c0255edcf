package io.tweedie.restore.spec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.tweedie.core.tensor.Activations;
import io.tweedie.core.tensor.Compute;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.util.LinkedHashMap;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Words mean the same as text, as JSON, as a map and over the wire. */
class SpecTest {

  private static Arbitrary<String> anyText() {
    return Arbitraries.strings()
        .withChars("abZ09:;,.@%+-_=/\\\"' \t\n{}éß漢")
        .ofMinLength(0)
        .ofMaxLength(12)
        .injectNull(0.3);
  }

  private static Arbitrary<Double> anyNumber() {
    return Arbitraries.doubles().injectNull(0.3);
  }

  private static Arbitrary<Map<String, String>> anySettings() {
    return Arbitraries.maps(
            Arbitraries.strings().withChars("abc.= \"é").ofMinLength(1).ofMaxLength(5),
            Arbitraries.strings().withChars("0.5= \"\\x").ofMaxLength(5))
        .ofMaxSize(3);
  }

  private static Arbitrary<GuidanceSpec> guidances() {
    return Combinators.combine(
            Arbitraries.longs().injectNull(0.5),
            anyText(),
            anyText(),
            anyText(),
            anyNumber(),
            anyText(),
            anyText(),
            anyText())
        .as(GuidanceSpec::new);
  }

  @Provide
  Arbitrary<RestoreSpec> restorations() {
    Arbitrary<DamageSpec> damages =
        Combinators.combine(anyText(), anyNumber(), anyNumber(), anyText()).as(DamageSpec::new);
    Arbitrary<MethodSpec> methods =
        Combinators.combine(
                anyText(), anyText(), anyText(), anyText(), anyNumber(), anyText(), anySettings())
            .as(MethodSpec::new);
    return Combinators.combine(
            damages,
            methods,
            guidances(),
            Arbitraries.integers().between(1, 10_000).injectNull(0.5),
            Arbitraries.of(true, false).injectNull(0.5),
            Arbitraries.longs().injectNull(0.5))
        .as(RestoreSpec::new);
  }

  @Provide
  Arbitrary<GenerateSpec> generations() {
    return Combinators.combine(
            guidances(),
            anyText(),
            anyText(),
            anyText(),
            anyNumber(),
            Arbitraries.integers().between(1, 10_000).injectNull(0.5),
            anyText(),
            Arbitraries.longs().injectNull(0.5))
        .as(GenerateSpec::new);
  }

  @Property(tries = 300)
  void restorationsComeBackAsTheyWere(@ForAll("restorations") RestoreSpec spec) throws Exception {
    assertComesBack(RestoreSpec.class, spec);
  }

  @Property(tries = 300)
  void generationsComeBackAsTheyWere(@ForAll("generations") GenerateSpec spec) throws Exception {
    assertComesBack(GenerateSpec.class, spec);
  }

  private static <S extends Record & Spec<S>> void assertComesBack(Class<S> type, S spec)
      throws Exception {
    assertThat(Spec.parse(type, spec.text())).isEqualTo(spec);
    assertThat(Spec.ofJson(type, spec.json())).isEqualTo(spec);
    assertThat(Spec.read(type, spec.words())).isEqualTo(spec);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
      out.writeObject(spec);
    }
    try (ObjectInputStream in =
        new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
      assertThat(in.readObject()).isEqualTo(spec);
    }
  }

  @Example
  void theWordsAreThoseOfTheCommandLine() {
    RestoreSpec spec =
        Spec.parse(
            RestoreSpec.class,
            "task=\"inpaint-mask:my mask.png\" mask-fill=white sigma=0.05 solver=dps"
                + " set.stepSize=0.5 set.noisedAt=current steps=20 class=3"
                + " guidance-interval=0.1,0.8 samples=4 seed=7");
    assertThat(spec.damage())
        .isEqualTo(new DamageSpec("inpaint-mask:my mask.png", 0.05, null, "white"));
    assertThat(spec.method().set()).isEqualTo(Map.of("stepSize", "0.5", "noisedAt", "current"));
    assertThat(spec.guidance().label()).isEqualTo(3);
    assertThat(spec.guidance().guidanceInterval()).isEqualTo("0.1,0.8");
    assertThat(spec.seed()).isEqualTo(7);
    assertThat(spec.words())
        .containsEntry("task", "inpaint-mask:my mask.png")
        .containsEntry("class", 3L)
        .containsEntry("multiscale", true)
        .doesNotContainKeys("poisson", "quality");
    assertThat(Spec.ofJson(RestoreSpec.class, "{\"task\": \"sr:4\", \"sigma\": 0.05}"))
        .isEqualTo(RestoreSpec.of("sr:4").with("sigma", "0.05"));
  }

  @Example
  void aModelIsNamedOrGivenInParts() throws Exception {
    assertThat(Spec.parse(PriorSpec.class, "model=photos precision=fp32"))
        .isEqualTo(PriorSpec.named("photos").with(new ComputeSpec("fp32", null, null, null)));
    PriorSpec parts = Spec.parse(PriorSpec.class, "config=ffhq-256 weights=\"my file.pt\"");
    assertThat(parts.model()).isEqualTo(new ModelChoice(null, "ffhq-256", "my file.pt"));
    assertThat(parts.text()).isEqualTo("config=ffhq-256 weights=\"my file.pt\"");
    assertComesBack(PriorSpec.class, parts);
    assertComesBack(PriorSpec.class, PriorSpec.named("photos"));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Spec.parse(PriorSpec.class, "config=ffhq-256"))
        .withMessageContaining("config with weights");
  }

  @Example
  void whatIsNotKnownIsRefusedWithWhatIs() {
    assertRefused("tusk=sr:4", "'tusk' is not known; there are task, sigma, poisson");
    assertRefused("task=sr:4 label=3", "'label' is not known", "class");
    assertRefused("task=sr:4 stepSize=3", "'stepSize' is not known", "set");
    assertRefused("task=sr:4 sigma=much", "sigma is a number, such as 0.5, not 'much'");
    assertRefused("task=sr:4 seed=1.5", "seed is a whole number, not '1.5'");
    assertRefused("task=sr:4 multiscale=perhaps", "multiscale is true or false, not 'perhaps'");
    assertRefused("task=sr:4 samples=0", "samples must be from 1");
    assertRefused("task=sr:4 task=sr:2", "'task' is said twice");
    assertRefused("task", "'task' has no value");
    assertRefused("task=\"sr:4", "a quote is not closed");
    assertRefused("task=sr:4 set=3", "set is settings by name");
    Map<String, Object> words = new LinkedHashMap<>();
    words.put("task", Map.of("sr", 4));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Spec.read(RestoreSpec.class, words))
        .withMessageContaining("task is one value");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Spec.ofJson(RestoreSpec.class, "[1]"))
        .withMessageContaining("JSON object");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Spec.ofJson(RestoreSpec.class, "{"))
        .withMessageContaining("no JSON");
  }

  private static void assertRefused(String text, String... messages) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Spec.parse(RestoreSpec.class, text))
        .withMessageContainingAll(messages);
  }

  @Example
  void howANetworkComputesIsSaidInWords() {
    ComputeSpec fast = new ComputeSpec("fp32", "contiguous", "cpu", "fast");
    assertThat(fast.compute().toString()).isEqualTo("fp32 contiguous fast");
    assertThat(ComputeSpec.USUAL.forSmallImages().compute().toString())
        .isEqualTo("fp32 contiguous");
    assertThat(new ComputeSpec(null, "channels-last", null, null).forSmallImages().layout())
        .isEqualTo("channels-last");
    Compute again = new ComputeSpec(null, null, null, null, "recomputed").compute();
    assertThat(again).isEqualTo(ComputeSpec.USUAL.compute().with(Activations.RECOMPUTED));
    assertThat(again.toString()).isEqualTo(ComputeSpec.USUAL.compute().toString());
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new ComputeSpec(null, null, null, null, "lost").compute())
        .withMessage("activations 'lost' are not known; choose kept or recomputed");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new ComputeSpec(null, null, null, "quick").compute())
        .withMessageContaining("choose invariant or fast");
  }
}
