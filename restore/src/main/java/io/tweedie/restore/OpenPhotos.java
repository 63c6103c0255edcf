package io.tweedie.restore;

import static io.tweedie.core.tensor.Scalars.scalar;

import io.tweedie.restore.photo.DegradedPhoto;
import io.tweedie.restore.photo.RestoredPhoto;
import io.tweedie.restore.record.RunRecord;
import io.tweedie.restore.uncertainty.RunningSamples;
import java.io.IOException;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.ScalarOptional;
import org.bytedeco.pytorch.Tensor;

/**
 * Photos that are restored and not yet handed on. However many samples a photo has, only the first
 * and what mean and deviation need are kept.
 */
final class OpenPhotos implements AutoCloseable {

  private final int expected;
  private final Map<Job, Open> photos = new IdentityHashMap<>();

  /** What there is of a photo. */
  private static final class Open implements AutoCloseable {

    private final RunningSamples samples = new RunningSamples();
    private double seconds;
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
   * @param expected samples of each photo
   */
  OpenPhotos(int expected) {
    this.expected = expected;
  }

  /**
   * Takes a result.
   *
   * @param sample number of the sample
   * @param photo that was restored; what is needed of it is copied
   * @param result from now on closed here
   * @param took seconds
   */
  void add(Job job, int sample, DegradedPhoto photo, RestoredPhoto result, double took) {
    Open open = photos.computeIfAbsent(job, k -> new Open());
    open.seconds += took;
    try (PointerScope scope = new PointerScope()) {
      // As files would have them: within the range of a picture.
      open.samples.add(
          result.pixels().clamp(new ScalarOptional(scalar(-1)), new ScalarOptional(scalar(1))));
      if (sample == 0) {
        open.first = result;
        open.measurement = photo.y().clone().retainReference();
      } else {
        result.close();
      }
    }
  }

  /** Hands on the photos of which all samples are there, in the order of the jobs. */
  void handOn(List<Job> jobs, Function<Job, RunRecord> records, Restorer.Results results)
      throws IOException {
    for (Job job : jobs) {
      Open open = photos.get(job);
      if (open != null && open.samples.count() == expected) {
        photos.remove(job);
        RunRecord record = records.apply(job).put("nfe", open.first.evaluations());
        Restored restored =
            new Restored(job, open.measurement, open.first, open.samples, open.seconds, record);
        record.image(restored.description());
        results.restored(restored);
      }
    }
  }

  @Override
  public void close() {
    photos.values().forEach(Open::close);
  }
}
