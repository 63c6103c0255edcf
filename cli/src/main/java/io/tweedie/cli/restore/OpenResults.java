package io.tweedie.cli.restore;

import static io.tweedie.core.tensor.Scalars.scalar;

import io.tweedie.eval.restore.DegradedPhoto;
import io.tweedie.eval.restore.RestoredPhoto;
import io.tweedie.eval.uncertainty.RunningSamples;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.ScalarOptional;
import org.bytedeco.pytorch.Tensor;

/**
 * Photos that are restored and not yet written. However many samples a photo has, only the first
 * and what mean and deviation need are kept.
 */
final class OpenResults implements AutoCloseable {

  private final Map<String, Open> photos = new LinkedHashMap<>();

  /** What there is of a photo. */
  private static final class Open implements AutoCloseable {

    private final RunningSamples samples = new RunningSamples();
    private int expected;
    private double seconds;
    private PhotoJob job;
    private Tensor measurement;
    private RestoredPhoto first;

    @Override
    public void close() {
      samples.close();
      if (first != null) {
        first.close();
        measurement.close();
      }
    }
  }

  /**
   * Expects results.
   *
   * @param jobs every sample of every photo
   */
  OpenResults(List<PhotoJob> jobs) {
    jobs.forEach(job -> photos.computeIfAbsent(job.name(), k -> new Open()).expected++);
  }

  /**
   * Takes a result.
   *
   * @param photo that was restored; what is needed of it is copied
   * @param result from now on closed here
   * @param took seconds
   */
  void add(PhotoJob job, DegradedPhoto photo, RestoredPhoto result, double took) {
    Open open = photos.get(job.name());
    open.seconds += took;
    try (PointerScope scope = new PointerScope()) {
      // As the files would have them: within the range of a picture.
      open.samples.add(
          result.pixels().clamp(new ScalarOptional(scalar(-1)), new ScalarOptional(scalar(1))));
      if (job.sample() == 0) {
        open.job = job;
        open.first = result;
        open.measurement = photo.y().clone().retainReference();
      } else {
        result.close();
      }
    }
  }

  /** Writes the photos of which all samples are there, and lets go of them. */
  void write(RestoredFiles files, List<String> lines) throws IOException {
    for (Map.Entry<String, Open> photo : List.copyOf(photos.entrySet())) {
      Open open = photo.getValue();
      if (open.samples.count() == open.expected) {
        lines.add(files.write(open.job, open.measurement, open.first, open.samples, open.seconds));
        photos.remove(photo.getKey()).close();
      }
    }
  }

  @Override
  public void close() {
    photos.values().forEach(Open::close);
  }
}
