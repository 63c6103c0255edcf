package io.tweedie.restore;

import io.tweedie.images.Pictures;
import io.tweedie.restore.photo.RestoredPhoto;
import io.tweedie.restore.record.RunRecord;
import io.tweedie.restore.uncertainty.RunningSamples;
import java.awt.image.BufferedImage;
import java.util.LinkedHashMap;
import java.util.Map;
import org.bytedeco.pytorch.Tensor;

/**
 * What came of one photo. Holds tensors; close it.
 *
 * @param job what was restored, and how
 * @param measurement the photo as a measurement, 1 x C x h x w
 * @param first the first sample of its posterior
 * @param samples mean and deviation of all of them
 * @param seconds they took
 * @param provenance all that is needed to repeat it
 */
public record Restored(
    Job job,
    Tensor measurement,
    RestoredPhoto first,
    RunningSamples samples,
    double seconds,
    RunRecord provenance)
    implements AutoCloseable {

  /** The restored picture, 8 bits for each of its channels. */
  public BufferedImage picture() {
    return Pictures.of(first.pixels(), first.alpha());
  }

  /** What a run's record tells of this photo. */
  public Map<String, Object> description() {
    Map<String, Object> description = new LinkedHashMap<>();
    description.put("input", job.photo().name());
    description.putAll(RunRecord.shapes(job.imageShape(), job.measurementShape()));
    job.fill().ifPresent(wide -> description.put("multiscale_reach", wide.reach()));
    description.put("nfe", first.evaluations());
    description.put("seconds", seconds);
    return description;
  }

  /** Frees the tensors. */
  @Override
  public void close() {
    measurement.close();
    first.close();
    samples.close();
  }
}
