package io.tweedie.models.diffusers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.tweedie.core.denoiser.Condition;
import io.tweedie.core.denoiser.Parameterization;
import io.tweedie.core.denoiser.Prediction;
import io.tweedie.core.schedule.NoiseSchedule;
import io.tweedie.core.tensor.Compute;
import io.tweedie.models.parity.DeterministicWeights;
import io.tweedie.models.prior.Model;
import io.tweedie.models.prior.ModelSource;
import io.tweedie.models.prior.ModelSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A folder with a U-Net of images is a prior like any other. */
class ImagePriorTest {

  @TempDir private Path folder;

  private Path pipeline(String scheduler) throws IOException {
    Files.writeString(
        folder.resolve("model_index.json"),
        """
        {"_class_name": "DDPMPipeline", "scheduler": ["diffusers", "DDPMScheduler"],
         "unet": ["diffusers", "UNet2DModel"]}
        """);
    SmallPipeline.write(folder.resolve("unet"), SmallPipeline.IMAGES, SmallPipeline.images());
    Files.createDirectories(folder.resolve("scheduler"));
    Files.writeString(folder.resolve("scheduler/scheduler_config.json"), scheduler);
    return folder;
  }

  @Test
  void aSingleNetwork() throws IOException {
    SmallPipeline.write(folder, SmallPipeline.IMAGES, SmallPipeline.images());
    assertThat(ModelSource.isFolder(folder)).isTrue();
    ModelSource source = ModelSource.folder(folder);
    ModelSpec spec = source.spec();
    assertThat(spec.name()).isEqualTo(folder.getFileName().toString());
    assertThat(spec.imageSize()).isEqualTo(16);
    assertThat(spec.prediction()).isEqualTo(Parameterization.EPSILON);
    assertThat(source.hash()).hasSize(64);
    try (NoGradGuard guard = new NoGradGuard();
        PointerScope scope = new PointerScope();
        Model model = source.load()) {
      Tensor x = DeterministicWeights.tensor("input", 2, 3, 16, 16);
      NoiseSchedule schedule = model.schedule();
      Prediction prediction =
          model.prepare(Compute.REFERENCE).denoiser().predict(x, schedule.level(417));
      Tensor expected =
          model.network().forward(x, new double[] {417}, Condition.none(), Compute.REFERENCE);
      assertThat(prediction.output().equal(expected)).isTrue();
    }
  }

  @Test
  void aPipeline() throws IOException {
    ModelSpec spec =
        ModelSource.folder(
                pipeline(
                    """
                    {"num_train_timesteps": 500, "beta_schedule": "squaredcos_cap_v2",
                     "prediction_type": "v_prediction", "clip_sample": true}
                    """))
            .spec();
    assertThat(spec.schedule()).isEqualTo("cosine");
    assertThat(spec.steps()).isEqualTo(500);
    assertThat(spec.prediction()).isEqualTo(Parameterization.V);
    assertThat(spec.weights()).isEqualTo("unet/" + SmallPipeline.WEIGHTS);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"beta_start\": 0.01} | beta_schedule is \"linear\" from 0.01 to 0.02 in 1000 steps",
        "{\"beta_schedule\": \"sigmoid\"} | beta_schedule is \"sigmoid\"",
        "{\"prediction_type\": \"flow\"} | prediction_type is \"flow\"",
        "{\"trained_betas\": [0.1]} | there are trained_betas",
        "{\"rescale_betas_zero_snr\": true} | rescale_betas_zero_snr is true",
      })
  void schedulesThatHaveNoName(String scheduler, String message) throws IOException {
    ModelSource source = ModelSource.folder(pipeline(scheduler));
    assertThatIllegalArgumentException()
        .isThrownBy(source::spec)
        .withMessageStartingWith("scheduler/scheduler_config.json: ")
        .withMessageContaining(message);
  }

  @Test
  void aTextToImagePipelineIsNone() throws IOException {
    SmallPipeline.in(folder);
    ModelSource source = ModelSource.folder(folder);
    assertThatIllegalArgumentException()
        .isThrownBy(source::spec)
        .withMessageContaining(
            "is a StableDiffusionPipeline of a UNet2DConditionModel; a prior of images is needed");
  }
}
