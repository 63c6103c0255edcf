package io.tweedie.restore.photo;

import io.tweedie.core.measurement.Noise;
import io.tweedie.core.operator.Boundary;
import io.tweedie.core.task.DeblurTask;
import io.tweedie.core.task.NonlinearTask;
import io.tweedie.core.task.Task;
import io.tweedie.images.JpegSettings;
import io.tweedie.images.LoadedImage;
import io.tweedie.restore.spec.DamageSpec;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * What is wrong with one photo: what is said, and where that leaves something open, what the photo
 * itself tells.
 *
 * @param task what was done to it
 * @param noise what was added
 * @param taskSeed of what the task left to chance
 * @param remarks what its owner should know of it, a line each
 */
public record Damage(Task task, Noise noise, long taskSeed, List<String> remarks) {

  private static final double LARGEST_SIGMA = 1;

  /** That of a measurement, which tells all itself. */
  public static Damage of(StoredMeasurement stored) {
    return new Damage(stored.task(), stored.noise(), stored.seed(), List.of());
  }

  /**
   * That of a photo.
   *
   * @param name what messages call the photo
   * @param file that it is in, if it is in one
   * @param anySize whether the model takes images of other sizes than the photo's
   * @throws IllegalArgumentException if it does not tell what is asked of it
   */
  public static Damage of(
      String name,
      Optional<Path> file,
      LoadedImage photo,
      DamageSpec said,
      boolean anySize,
      long taskSeed) {
    Optional<JpegSettings> coding = file.flatMap(JpegSettings::read);
    if (said.asksForJpegOfFile()) {
      JpegSettings found =
          coding.orElseThrow(
              () ->
                  new IllegalArgumentException(
                      "%s is no JPEG file, so it does not tell how it was compressed; give the"
                              .formatted(name)
                          + " quality, such as jpeg:10"));
      Task task = new NonlinearTask.JpegRepair(found.quality(), found.chroma());
      return new Damage(task, said.noise(), taskSeed, List.of(told(name, found)));
    }
    Task task = said.whole();
    if (task instanceof NonlinearTask.JpegRepair repair && coding.isPresent()) {
      return new Damage(task, said.noise(), taskSeed, contradiction(name, repair, coding.get()));
    }
    if (task instanceof Task.Denoise && !said.saysNoise()) {
      double sigma = Math.min(LARGEST_SIGMA, NoiseEstimate.sigma(photo.pixels()));
      Noise found = new Noise.Gaussian(Math.max(Noise.OF_ROUNDING, sigma));
      return new Damage(task, found, taskSeed, List.of(told(name, found)));
    }
    if (task instanceof DeblurTask blur) {
      boolean open = anySize && !said.saysBoundary(blur);
      Noise noise = said.saysNoise() ? said.noise() : DegradedPhoto.roundingOf(photo);
      return new Damage(open ? asOfACamera(blur) : blur, noise, taskSeed, List.of());
    }
    return new Damage(task, said.noise(), taskSeed, List.of());
  }

  /** No camera's picture ends where its light does. */
  private static DeblurTask asOfACamera(DeblurTask blur) {
    return blur.withBoundary(Boundary.VALID);
  }

  private static String told(String name, Noise noise) {
    return String.format(
        Locale.ROOT,
        "%s: noise of sigma %.4f found (%.1f of 255); --sigma takes another",
        name,
        noise.sigma(),
        255 * noise.sigma());
  }

  private static String told(String name, JpegSettings coding) {
    StringBuilder line = new StringBuilder("%s: compressed at ".formatted(name));
    line.append(coding.exact() ? "quality " : "about quality ").append(coding.quality());
    line.append(" (").append(coding.sampling().orElse("gray")).append(')');
    if (!coding.exact()) {
      line.append("; its tables are those of no quality, and the nearest are taken");
    }
    if (!coding.isSamplingKnown()) {
      line.append("; colour is taken as ").append(coding.chroma().notation());
    }
    return line.toString();
  }

  private static List<String> contradiction(
      String name, NonlinearTask.JpegRepair said, JpegSettings coding) {
    boolean fits =
        said.quality() == coding.quality()
            && coding.sampling().map(said.chroma().notation()::equals).orElse(true);
    return fits
        ? List.of()
        : List.of(
            "%s; restored as of quality %d (%s) because --task says so; --task jpeg takes the file's"
                .formatted(told(name, coding), said.quality(), said.chroma().notation()));
  }
}
