package io.tweedie.cli.restore;

import io.tweedie.cli.run.RunRecord;
import io.tweedie.core.measurement.Measurement;
import io.tweedie.core.operator.ForwardOperator;
import io.tweedie.eval.restore.Restoration;
import io.tweedie.eval.restore.RestoredPhoto;
import io.tweedie.eval.settings.RecordSettings;
import io.tweedie.eval.uncertainty.RunningSamples;
import io.tweedie.images.HeatMap;
import io.tweedie.images.Panel;
import io.tweedie.images.Panel.Captioned;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;

/**
 * The files of restored photos.
 *
 * @param usual how the first of them was restored, which the record tells of them all
 * @param out folder of the files
 * @param reference the photo as it should be, if it is known
 * @param record hears of every file
 */
record RestoredFiles(Restoration usual, Path out, Optional<Path> reference, RunRecord record) {

  /**
   * Writes what came of one photo.
   *
   * @param measurement the photo, 1 x C x h x w
   * @param result the first sample of its posterior
   * @param samples all of them
   * @param seconds they took
   * @return a line for people
   */
  String write(
      PhotoJob job,
      Tensor measurement,
      RestoredPhoto result,
      RunningSamples samples,
      double seconds)
      throws IOException {
    Path restored = file(job, "restored");
    Path panel = file(job, "panel");
    List<Path> written = new ArrayList<>(List.of(restored, panel));
    Map<String, Object> description = new LinkedHashMap<>();
    description.put("input", job.file().toString());
    description.putAll(RunRecord.shapes(job.imageShape(), job.measurementShape()));
    if (!job.restoration().equals(usual)) {
      Restoration own = job.restoration();
      description.put("operator", RunRecord.describe(own.task(), own.noise()));
      description.put("solver", RecordSettings.describe(own.solver()));
    }
    job.fill().ifPresent(wide -> description.put("multiscale_reach", wide.reach()));
    description.put("seconds", seconds);
    record.put("nfe", result.evaluations());
    StringBuilder line =
        new StringBuilder("%s -> %s (%.1f s)".formatted(job.file(), restored, seconds));
    try (PointerScope scope = new PointerScope()) {
      List<Captioned> pictures = new ArrayList<>();
      Optional<Comparison> comparison = compared(job, result.pixels());
      if (comparison.isPresent()) {
        description.put("metrics", comparison.get().metrics());
        pictures.add(new Captioned("reference", comparison.get().reference()));
        line.append(", ").append(comparison.get());
      }
      pictures.addAll(measured(job, measurement));
      pictures.add(new Captioned("restored", result.pixels()));
      if (samples.count() > 1) {
        RestoredPhoto mean =
            new RestoredPhoto(
                samples.mean(), result.alpha(), samples.count() * result.evaluations());
        Optional<Comparison> ofMean = compared(job, mean.pixels());
        ofMean.ifPresent(c -> description.put("metrics_of_mean", c.metrics()));
        ofMean.ifPresent(c -> line.append("; mean of samples ").append(c));
        description.put("standard_deviation", samples.deviationOfImage());
        pictures.add(new Captioned("mean of " + samples.count(), mean.pixels()));
        mean.writePng(file(job, "mean"));
        HeatMap.of(samples.deviationOfPixels()).writePng(file(job, "std"));
        written.addAll(List.of(file(job, "mean"), file(job, "std")));
      }
      result.writePng(restored);
      new Panel(pictures).writePng(panel);
    }
    description.put("outputs", written.stream().map(Path::toString).toList());
    for (Path file : written) {
      record.output(file);
    }
    record.image(description);
    return line.toString();
  }

  private Path file(PhotoJob job, String what) {
    return out.resolve("%s.%s.png".formatted(job.name(), what));
  }

  /** The measurement, if it is a picture. */
  private static List<Captioned> measured(PhotoJob job, Tensor measurement) {
    Restoration restoration = job.restoration();
    if (!restoration.task().measuresPictures()) {
      return List.of();
    }
    ForwardOperator operator = restoration.operator(job.measurementShape());
    Tensor seen = new Measurement(measurement, operator, restoration.noise()).y();
    return List.of(new Captioned(restoration.task().name(), seen));
  }

  private Optional<Comparison> compared(PhotoJob job, Tensor pixels) throws IOException {
    if (reference.isEmpty()) {
      return Optional.empty();
    }
    record.input(reference.get());
    return Optional.of(Comparison.of(reference.get(), pixels, job.restoration().task()));
  }
}
