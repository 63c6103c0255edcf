package io.tweedie.models.scheduler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.tweedie.core.denoiser.Condition;
import io.tweedie.core.denoiser.Denoiser;
import io.tweedie.core.denoiser.Parameterization;
import io.tweedie.core.exact.IsotropicMixture;
import io.tweedie.core.random.KeyedNoise;
import io.tweedie.core.sampling.Clip;
import io.tweedie.core.sampling.SamplingLoop;
import io.tweedie.core.schedule.NoiseSchedule;
import io.tweedie.core.schedule.RoundedLinspace;
import io.tweedie.core.tensor.Shape;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SchedulerTest {

  private static final String BETAS =
      "\"beta_start\": 0.00085, \"beta_end\": 0.012, \"beta_schedule\": \"scaled_linear\"";

  @TempDir private Path folder;

  private Path file(String text) throws IOException {
    return Files.writeString(folder.resolve(Scheduler.FILE), text);
  }

  private Scheduler read(String diffusersClass, String more) throws IOException {
    return Scheduler.read(
        file("{\"_class_name\": \"%s\", %s%s}".formatted(diffusersClass, BETAS, more)));
  }

  @ParameterizedTest
  @CsvSource({
    "DDPMScheduler, ddpm, ''",
    "DDIMScheduler, ddim, ''",
    "PNDMScheduler, pndm, ', \"skip_prk_steps\": true'",
    "HeunDiscreteScheduler, heun, ''",
    "EulerDiscreteScheduler, euler, ''",
    "EulerAncestralDiscreteScheduler, euler-a, ''",
    "LMSDiscreteScheduler, lms, ''",
    "DPMSolverMultistepScheduler, dpm++, ', \"lambda_min_clipped\": -Infinity'",
    "DPMSolverMultistepScheduler, dpm++sde, ', \"algorithm_type\": \"sde-dpmsolver++\"'",
    "UniPCMultistepScheduler, unipc, ', \"disable_corrector\": [], \"solver_p\": null'"
  })
  void theFileSaysWhich(String diffusersClass, String name, String more) throws IOException {
    Scheduler scheduler = read(diffusersClass, more);
    assertThat(scheduler.name()).isEqualTo(name);
    assertThat(scheduler.prediction()).isEqualTo(Parameterization.EPSILON);
    assertThat(scheduler.schedule().alphaBar(0)).isCloseTo(0.99915, within(1e-12));
    assertThat(scheduler.plan().steps().count()).isEqualTo(Scheduler.USUAL_STEPS);
    assertThat(scheduler.withSteps(7).loop(null, Condition.none()).levels().size()).isEqualTo(7);
    assertThat(Scheduler.read(folder.resolve(Scheduler.FILE), name).plan())
        .isEqualTo(scheduler.plan());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "EulerDiscreteScheduler | \"beta_schedule\": \"laplace\" | linear, scaled_linear,",
        "EulerDiscreteScheduler | \"timestep_spacing\": \"cubic\" | linspace, leading, trailing",
        "EulerDiscreteScheduler | \"prediction_type\": \"flow_prediction\" | epsilon, v_prediction,",
        "EulerDiscreteScheduler | \"use_beta_sigmas\": true | false",
        "EulerDiscreteScheduler | \"use_karras_sigmas\": \"yes\" | true or false",
        "EulerDiscreteScheduler | \"sigma_max\": 80 | null",
        "EulerDiscreteScheduler | \"interpolation_type\": \"log_linear\" | linear",
        "EulerDiscreteScheduler | \"num_train_timesteps\": 0 | a whole number from 1",
        "EulerDiscreteScheduler | \"num_train_timesteps\": 12.5 | a whole number from 1",
        "DDIMScheduler | \"steps_offset\": -1 | a whole number from 0",
        "EulerDiscreteScheduler | \"beta_end\": \"0.02\" | a number from 0.0 to 1.0",
        "EulerDiscreteScheduler | \"final_sigmas_type\": \"one\" | zero, sigma_min",
        "EulerDiscreteScheduler | \"trained_betas\": [2] | between 0 and 1",
        "DDIMScheduler | \"rescale_betas_zero_snr\": true | v_prediction or sample only",
        "DDIMScheduler | \"clip_sample_range\": 0 | a number from",
        "DDPMScheduler | \"variance_type\": \"learned\" | fixed_small, fixed_small_log,",
        "PNDMScheduler | \"skip_prk_steps\": false | true",
        "HeunDiscreteScheduler | \"rescale_betas_zero_snr\": true | false",
        "DPMSolverMultistepScheduler | \"algorithm_type\": \"dpmsolver\" | dpmsolver++,",
        "DPMSolverMultistepScheduler | \"solver_order\": 3 | supported: 2",
        "DPMSolverMultistepScheduler | \"solver_type\": \"heun\" | midpoint",
        "DPMSolverMultistepScheduler | \"lambda_min_clipped\": -5.1 | null, -Infinity",
        "UniPCMultistepScheduler | \"predict_x0\": false | true",
        "UniPCMultistepScheduler | \"disable_corrector\": [0] | null",
        "UniPCMultistepScheduler | \"solver_order\": 4 | a whole number from 1 to 3",
        "FlowMatchEulerDiscreteScheduler | \"shift_terminal\": null | DDPMScheduler, DDIMScheduler,"
      })
  void whatCannotBeServedIsNamed(String diffusersClass, String entry, String supported)
      throws IOException {
    String text = "{\"_class_name\": \"%s\", %s}".formatted(diffusersClass, entry);
    Path file = file(text);
    String key = entry.substring(1, entry.indexOf('"', 1));
    String value = entry.substring(entry.indexOf(": ") + 2);
    boolean ofClass = diffusersClass.startsWith("Flow");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Scheduler.read(file))
        .withMessageStartingWith(file.toString())
        .withMessageContaining(ofClass ? "_class_name" : key)
        .withMessageContaining(ofClass ? diffusersClass : value.replaceAll("[\\[\\]]", ""))
        .withMessageContaining(supported)
        .extracting(Throwable::getMessage)
        .satisfies(message -> assertThat(message.lines()).hasSize(1));
  }

  @ParameterizedTest
  @CsvSource({
    "EulerDiscreteScheduler, ', \"final_sigmas_type\": \"sigma_min\"', 1.000425",
    "EulerDiscreteScheduler, '', 1",
    "DPMSolverMultistepScheduler, ', \"final_sigmas_type\": \"sigma_min\"', 1",
    "DDIMScheduler, ', \"set_alpha_to_one\": false', 1"
  })
  void onlyEulersNoisyEndIsScaledForDecoding(String diffusersClass, String more, double factor)
      throws IOException {
    Scheduler scheduler = read(diffusersClass, more).withSteps(5);
    try (Tensor x = torch.ones(2, 3);
        Tensor latents = scheduler.latents(x).clone()) {
      assertThat(latents.min().item_double()).isCloseTo(factor, within(1e-6));
    }
  }

  @Test
  void aKeyThatNobodyKnowsIsRefusedUnlessItIsANote() throws IOException {
    assertThat(read("DDIMScheduler", ", \"_diffusers_version\": \"0.6.0\"").name())
        .isEqualTo("ddim");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> read("DDIMScheduler", ", \"sample_shift\": 3"))
        .withMessageContaining("has sample_shift: 3, which no scheduler here knows");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "[]", "3", "{", "{\"_class_name\": }", "PK\u0003\u0004"})
  void whatIsNoDescriptionIsRefused(String text) throws IOException {
    Path file = file(text);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Scheduler.read(file))
        .withMessageStartingWith(file.toString());
  }

  @Test
  void aFileThatIsNotThereIsSaidNotToBe() {
    assertThatIOException()
        .isThrownBy(() -> Scheduler.read(folder.resolve("none.json")))
        .withMessageEndingWith("none.json does not exist");
  }

  @Test
  void aFileWithoutAClassNeedsAName() throws IOException {
    Path file = file("{" + BETAS + "}");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Scheduler.read(file))
        .withMessageContaining("no _class_name")
        .withMessageContaining("euler-a");
    assertThat(Scheduler.read(file, "Euler").name()).isEqualTo("euler");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Scheduler.read(file, "eulr"))
        .withMessageContaining("scheduler 'eulr' is not known; choose one of ddpm, ddim");
  }

  /** diffusers' own step from there does not lead where the next begins. */
  @Test
  void ddimStepsToWhereTheNextStepBegins() throws IOException {
    Scheduler scheduler =
        read("DDIMScheduler", ", \"timestep_spacing\": \"linspace\", \"clip_sample\": false");
    assertThat(scheduler.plan().steps()).isEqualTo(new RoundedLinspace(50));
    assertThat(scheduler.plan().clip()).isEqualTo(new Clip.None());
    NoiseSchedule levels = scheduler.withSteps(4).loop(null, Condition.none()).levels();
    assertThat(levels.timesteps()).containsExactly(0, 333, 666, 999);
    assertThat(levels.alphaBar(1)).isEqualTo(scheduler.schedule().alphaBar(333));
  }

  @Test
  void onlyDdimHasAnEta() throws IOException {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> read("EulerDiscreteScheduler", "").withEta(0.5))
        .withMessage("scheduler euler has no eta; ddim has");
  }

  /** Every scheduler that is registered draws from the distribution that the prior knows. */
  @Test
  void allOfThemDrawFromThePrior() throws IOException {
    Denoiser prior = IsotropicMixture.normal(0.2, 0.5);
    Path file = file("{" + BETAS + "}");
    for (String name : SchedulerProvider.ALL.names()) {
      Scheduler scheduler = Scheduler.read(file, name).withSteps(200);
      Scheduler open =
          new Scheduler(
              name,
              scheduler.schedule(),
              scheduler.plan().withClip(new Clip.None()),
              scheduler.prediction());
      try (PointerScope scope = new PointerScope()) {
        SamplingLoop loop = open.loop(prior, Condition.none());
        KeyedNoise noise = new KeyedNoise(1, new long[] {1});
        Tensor start = loop.start(noise, new Shape(1, 48, 48));
        Tensor x =
            loop.run(step -> step.next(step.x0Hat()), noise, start, SamplingLoop.Listener.NONE);
        assertThat(x.mean().item_double()).as("mean of " + name).isCloseTo(0.2, within(0.04));
        assertThat(x.std().item_double()).as("deviation of " + name).isCloseTo(0.5, within(0.03));
      }
    }
  }
}
