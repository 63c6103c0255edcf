package io.tweedie.cli.restore;

import io.tweedie.cli.terminal.OutputNames;
import io.tweedie.core.measurement.Measurement;
import io.tweedie.core.operator.ForwardOperator;
import io.tweedie.images.HeatMap;
import io.tweedie.images.Panel;
import io.tweedie.images.Panel.Captioned;
import io.tweedie.restore.Job;
import io.tweedie.restore.Restored;
import io.tweedie.restore.photo.Restoration;
import io.tweedie.restore.photo.RestoredPhoto;
import io.tweedie.restore.record.RunRecord;
import io.tweedie.restore.uncertainty.RunningSamples;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;

/**
 * The files of restored photos.
 *
 * @param usual the first of them, whose settings the record tells of them all
 * @param out folder of the files
 * @param reference the photo as it should be, if it is known
 * @param record hears of every file
 */
record RestoredFiles(Job usual, Path out, Optional<Path> reference, RunRecord record) {

  /**
   * Writes what came of one photo.
   *
   * @return a line for people
   */
  String write(Restored photo) throws IOException {
    Job job = photo.job();
    RestoredPhoto result = photo.first();
    RunningSamples samples = photo.samples();
    Path restored = file(job, "restored");
    Path panel = file(job, "panel");
    List<Path> written = new ArrayList<>(List.of(restored, panel));
    Map<String, Object> description = photo.description();
    if (!job.restoration().equals(usual.restoration())) {
      for (String own : List.of("operator", "solver", "chosen", "plan", "timesteps")) {
        description.put(own, photo.provenance().fields().get(own));
      }
    }
    if (job == usual) {
      record.put("nfe", result.evaluations());
    }
    StringBuilder line =
        new StringBuilder(
            "%s -> %s (%.1f s)".formatted(job.photo().name(), restored, photo.seconds()));
    try (PointerScope scope = new PointerScope()) {
      List<Captioned> pictures = new ArrayList<>();
      Optional<Comparison> comparison = compared(job, result.pixels());
      if (comparison.isPresent()) {
        description.put("metrics", comparison.get().metrics());
        pictures.add(new Captioned("reference", comparison.get().reference()));
        line.append(", ").append(comparison.get());
      }
      pictures.addAll(measured(job, photo.measurement()));
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

  private Path file(Job job, String what) {
    String name = OutputNames.of(job.photo().file().orElseThrow());
    return out.resolve("%s.%s.png".formatted(name, what));
  }

  /** The measurement, if it is a picture. */
  private static List<Captioned> measured(Job job, Tensor measurement) {
    Restoration restoration = job.restoration();
    if (!restoration.task().measuresPictures()) {
      return List.of();
    }
    ForwardOperator operator = restoration.physics(job.measurementShape());
    Tensor seen = new Measurement(measurement, operator, restoration.noise()).y();
    return List.of(new Captioned(restoration.task().name(), seen));
  }

  private Optional<Comparison> compared(Job job, Tensor pixels) throws IOException {
    if (reference.isEmpty()) {
      return Optional.empty();
    }
    record.input(reference.get());
    return Optional.of(Comparison.of(reference.get(), pixels, job.restoration().task()));
  }
}
