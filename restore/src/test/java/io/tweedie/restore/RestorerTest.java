package io.tweedie.restore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.tweedie.core.denoiser.Denoiser;
import io.tweedie.core.exact.IsotropicMixture;
import io.tweedie.core.measurement.Noise;
import io.tweedie.core.sampling.SamplingLoop;
import io.tweedie.core.schedule.NoiseSchedule;
import io.tweedie.core.task.Task;
import io.tweedie.images.ImageFile;
import io.tweedie.images.LoadedImage;
import io.tweedie.images.Pictures;
import io.tweedie.models.prior.Tuned;
import io.tweedie.restore.photo.DegradedPhoto;
import io.tweedie.restore.photo.Restoration;
import io.tweedie.restore.photo.RestoredPhoto;
import io.tweedie.restore.settings.Choice;
import io.tweedie.restore.spec.RestoreSpec;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.bytedeco.javacpp.PointerScope;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RestorerTest {

  private static final int STEPS = 4;
  private static final RestoreSpec ENLARGE = RestoreSpec.of("sr:2").with("steps", STEPS);
  private static final Prior PRIOR = prior(IsotropicMixture.normal(0, 0.4));

  @TempDir Path temp;

  private static Prior prior(Denoiser denoiser) {
    return Prior.of("pixels", denoiser, NoiseSchedule.linear(1000));
  }

  private static BufferedImage picture(int seed) {
    BufferedImage picture = new BufferedImage(6, 5, BufferedImage.TYPE_INT_RGB);
    Random random = new Random(seed);
    for (int i = 0; i < 30; i++) {
      picture.setRGB(i % 6, i / 6, random.nextInt(1 << 24));
    }
    return picture;
  }

  private Path file(int seed) {
    Path file = temp.resolve("photo" + seed + ".png");
    ImageFile.writePng(file, picture(seed));
    return file;
  }

  private static int[] colours(BufferedImage picture) {
    return picture.getRGB(0, 0, picture.getWidth(), picture.getHeight(), null, 0, 1000);
  }

  @Test
  void restoresAPictureAndTellsEveryStep() {
    List<String> told = new ArrayList<>();
    try (Restorer restorer = Restorer.of(PRIOR, ENLARGE);
        Restored restored =
            restorer.run(picture(1), event -> told.add(event.step() + "/" + event.total()))) {
      assertThat(told).containsExactly("1/4", "2/4", "3/4", "4/4");
      assertThat(restored.picture().getWidth()).isEqualTo(12);
      assertThat(restored.picture().getHeight()).isEqualTo(10);
      assertThat(restored.samples().count()).isEqualTo(1);
    }
  }

  /** Words, batches and events add nothing to what solver, measurement and loop decide. */
  @Test
  void givesWhatTheLoopGives() {
    Task task = Task.parse("sr:2");
    Noise noise = new Noise.None();
    Choice choice =
        Choice.of(
                Optional.empty(),
                io.tweedie.core.solver.Solvers.Preset.TUNED,
                Tuned.NOTHING,
                task,
                noise)
            .with(Map.of("steps", "" + STEPS));
    Restoration restoration = Restoration.of(task, noise, choice);
    try (PointerScope scope = new PointerScope();
        LoadedImage image = Pictures.loaded(picture(1));
        Restorer restorer = Restorer.of(PRIOR, ENLARGE);
        Restored restored = restorer.run(image, Events.NONE);
        DegradedPhoto photo = DegradedPhoto.of(image, task, 3);
        RestoredPhoto direct =
            restoration
                .run(
                    restoration.loop(PRIOR.denoiser(), PRIOR.schedule()),
                    List.of(photo),
                    SamplingLoop.Listener.NONE)
                .get(0)) {
      assertThat(restored.first().pixels().equal(direct.pixels())).isTrue();
      assertThat(colours(restored.picture())).isEqualTo(colours(Pictures.of(direct.pixels())));
    }
  }

  @Test
  void aPreviewIsThePictureAndIsMadeWhenItIsAskedFor() {
    AtomicInteger asked = new AtomicInteger();
    Denoiser counting =
        (xt, level) -> {
          asked.incrementAndGet();
          return IsotropicMixture.normal(0, 0.4).predict(xt, level);
        };
    List<BufferedImage> previews = new ArrayList<>();
    try (Restorer restorer = Restorer.of(prior(counting), ENLARGE)) {
      restorer.run(picture(1), event -> previews.add(event.preview())).close();
    }
    assertThat(asked).hasValue(STEPS);
    assertThat(previews)
        .hasSize(STEPS)
        .allMatch(preview -> preview.getWidth() == 12 && preview.getHeight() == 10);
  }

  @Test
  void eventsEndARunBetweenTwoSteps() {
    AtomicInteger steps = new AtomicInteger();
    try (Restorer restorer = Restorer.of(PRIOR, ENLARGE)) {
      assertThatExceptionOfType(CancellationException.class)
          .isThrownBy(
              () ->
                  restorer.run(
                      picture(1),
                      event -> {
                        if (steps.incrementAndGet() == 2) {
                          event.cancel();
                        }
                      }))
          .withMessageContaining("after step 2 of 4");
    }
    assertThat(steps).hasValue(2);
  }

  @Test
  void anInterruptionEndsARunAndStays() {
    try (Restorer restorer = Restorer.of(PRIOR, ENLARGE)) {
      assertThatExceptionOfType(CancellationException.class)
          .isThrownBy(() -> restorer.run(picture(1), event -> Thread.currentThread().interrupt()))
          .withMessageContaining("after step 1 of 4");
      assertThat(Thread.interrupted()).isTrue();
    }
  }

  @Test
  void aRunThatKeptItsStateGoesOnFromThere() throws IOException {
    List<Photo> photos = List.of(Photo.in(file(1)), Photo.in(file(2)));
    List<int[]> whole;
    try (Restorer restorer = Restorer.of(PRIOR, ENLARGE)) {
      whole = pictures(restorer.run(photos, Events.NONE));
    }
    Path states = Files.createDirectories(temp.resolve("states"));
    AtomicInteger asked = new AtomicInteger();
    Denoiser counting =
        (xt, level) -> {
          asked.incrementAndGet();
          return IsotropicMixture.normal(0, 0.4).predict(xt, level);
        };
    List<String> resumed = new ArrayList<>();
    Events first =
        event -> {
          if (event.step() == 6) {
            event.cancel();
          }
        };
    Events rest =
        new Events() {
          @Override
          public void stepped(Event event) {
            // Counted by the prior.
          }

          @Override
          public void resumed(String photo, int step, int steps) {
            resumed.add(photo + " " + step + "/" + steps);
          }
        };
    try (Restorer restorer = Restorer.of(prior(counting), ENLARGE).keepingStatesIn(states)) {
      assertThatExceptionOfType(CancellationException.class)
          .isThrownBy(() -> restorer.run(photos, first));
      assertThat(asked).hasValue(3);
      assertThat(filesIn(states)).isEqualTo(2);
      List<int[]> parts = pictures(restorer.run(photos, rest));
      assertThat(asked).hasValue(STEPS);
      assertThat(resumed).containsExactly(file(1) + " 3/4", file(2) + " 3/4");
      assertThat(parts.get(0)).isEqualTo(whole.get(0));
      assertThat(parts.get(1)).isEqualTo(whole.get(1));
    }
    assertThat(filesIn(states)).isZero();
  }

  private static long filesIn(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.count();
    }
  }

  private static List<int[]> pictures(List<Restored> results) {
    List<int[]> pictures = results.stream().map(r -> colours(r.picture())).toList();
    results.forEach(Restored::close);
    return pictures;
  }

  @Test
  void photosComeOutInTheirOrderAndAsAlone() {
    try (Restorer restorer = Restorer.of(PRIOR, ENLARGE)) {
      BufferedImage wide = new BufferedImage(9, 4, BufferedImage.TYPE_INT_RGB);
      List<Photo> photos =
          List.of(Photo.of(picture(1)), Photo.of(wide), Photo.of(picture(2)), Photo.of(picture(1)));
      List<int[]> together = pictures(restorer.run(photos, Events.NONE));
      for (int i = 0; i < photos.size(); i++) {
        assertThat(together.get(i))
            .isEqualTo(pictures(restorer.run(List.of(photos.get(i)), Events.NONE)).get(0));
      }
    }
  }

  @Test
  void theResultTellsWhereItComesFrom() {
    try (Restorer restorer = Restorer.of(PRIOR, ENLARGE.with("seed", 5));
        Restored restored = restorer.run(picture(1), Events.NONE)) {
      assertThat(restored.provenance().fields())
          .containsEntry("seed", 5L)
          .containsEntry("nfe", STEPS)
          .containsEntry("model", Map.of("name", "pixels"))
          .containsKeys("versions", "machine", "operator", "solver", "plan", "timesteps", "images")
          .doesNotContainKey("command");
      assertThat(restored.provenance().fields().get("chosen"))
          .asString()
          .startsWith("ddnm (usual")
          .contains("none were tuned");
    }
  }

  @Test
  void severalSamplesHaveAMeanAndADeviation() {
    try (PointerScope scope = new PointerScope();
        Restorer restorer = Restorer.of(PRIOR, ENLARGE.with("samples", 3));
        Restored restored = restorer.run(picture(1), Events.NONE)) {
      assertThat(restored.samples().count()).isEqualTo(3);
      assertThat(restored.samples().deviationOfImage()).isPositive();
    }
  }

  @Test
  void aPhotoTellsWhatIsLeftOpen() {
    try (Restorer restorer = Restorer.of(PRIOR, RestoreSpec.of("denoise"))) {
      Job job = restorer.job(Photo.of(noisy()));
      assertThat(job.restoration().noise()).isInstanceOf(Noise.Gaussian.class);
      assertThat(job.remarks()).singleElement().asString().contains("noise of sigma");
    }
  }

  private static BufferedImage noisy() {
    BufferedImage picture = new BufferedImage(64, 64, BufferedImage.TYPE_BYTE_GRAY);
    Random random = new Random(1);
    for (int i = 0; i < 64 * 64; i++) {
      picture.getRaster().setSample(i % 64, i / 64, 0, 128 + (int) (20 * random.nextGaussian()));
    }
    return picture;
  }

  @Test
  void whatDoesNotGoTogetherIsRefusedBeforeAnythingRuns() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Restorer.of(PRIOR, ENLARGE.with("class", 3)))
        .withMessageContaining("pixels knows no classes");
    try (Restorer restorer = Restorer.of(PRIOR, ENLARGE.with("solver", "ddmn"))) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> restorer.job(Photo.of(picture(1))))
          .withMessageContaining("ddnm");
    }
    try (Restorer restorer = Restorer.of(PRIOR, RestoreSpec.of("jpeg"))) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> restorer.job(Photo.of(picture(1))))
          .withMessageContaining("no JPEG file");
    }
  }
}
