package io.tweedie.cli;

import static io.tweedie.core.tensor.Scalars.scalar;
import static org.bytedeco.pytorch.global.torch.cat;

import io.tweedie.core.operator.Measurement;
import io.tweedie.eval.restore.Restoration;
import io.tweedie.eval.restore.RestoredPhoto;
import io.tweedie.eval.uncertainty.Samples;
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
import org.bytedeco.pytorch.ScalarOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;

/**
 * The files of restored photos.
 *
 * @param restoration how they were restored
 * @param out folder of the files
 * @param reference the photo as it should be, if it is known
 * @param record hears of every file
 */
record RestoredFiles(
    Restoration restoration, Path out, Optional<Path> reference, RunRecord record) {

  /**
   * Writes what came of one photo.
   *
   * @param samples of its posterior, the first of which is the result
   * @param seconds they took
   * @return a line for people
   */
  String write(PhotoJob job, List<RestoredPhoto> samples, double seconds) throws IOException {
    Path restored = file(job, "restored");
    Path panel = file(job, "panel");
    List<Path> written = new ArrayList<>(List.of(restored, panel));
    Map<String, Object> description = new LinkedHashMap<>();
    description.put("input", job.file().toString());
    description.putAll(RunRecord.shapes(job.operator()));
    description.put("seconds", seconds);
    record.put("nfe", samples.get(0).evaluations());
    StringBuilder line =
        new StringBuilder("%s -> %s (%.1f s)".formatted(job.file(), restored, seconds));
    try (PointerScope scope = new PointerScope()) {
      RestoredPhoto result = samples.get(0);
      List<Captioned> pictures = new ArrayList<>();
      Optional<Comparison> comparison = compared(result.pixels());
      if (comparison.isPresent()) {
        description.put("metrics", comparison.get().metrics());
        pictures.add(new Captioned("reference", comparison.get().reference()));
        line.append(", ").append(comparison.get());
      }
      pictures.addAll(measured(job));
      pictures.add(new Captioned("restored", result.pixels()));
      if (samples.size() > 1) {
        Samples all = stacked(samples);
        RestoredPhoto mean =
            new RestoredPhoto(all.mean(), result.alpha(), samples.size() * result.evaluations());
        Optional<Comparison> ofMean = compared(mean.pixels());
        ofMean.ifPresent(c -> description.put("metrics_of_mean", c.metrics()));
        ofMean.ifPresent(c -> line.append("; mean of samples ").append(c));
        description.put("standard_deviation", all.deviationOfImage());
        pictures.add(new Captioned("mean of " + all.count(), mean.pixels()));
        mean.writePng(file(job, "mean"));
        HeatMap.of(all.deviationOfPixels()).writePng(file(job, "std"));
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
  private List<Captioned> measured(PhotoJob job) {
    if (!restoration.task().measuresPictures()) {
      return List.of();
    }
    Tensor seen = new Measurement(job.photo().y(), job.operator(), restoration.noise()).y();
    return List.of(new Captioned(restoration.task().name(), seen));
  }

  /** The samples as their files would have them: within the range of a picture. */
  private static Samples stacked(List<RestoredPhoto> samples) {
    Tensor[] pixels = samples.stream().map(RestoredPhoto::pixels).toArray(Tensor[]::new);
    Tensor all = cat(new TensorVector(pixels), 0);
    return new Samples(all.clamp(new ScalarOptional(scalar(-1)), new ScalarOptional(scalar(1))));
  }

  private Optional<Comparison> compared(Tensor pixels) throws IOException {
    if (reference.isEmpty()) {
      return Optional.empty();
    }
    record.input(reference.get());
    return Optional.of(Comparison.of(reference.get(), pixels, restoration.task()));
  }
}
