package io.tweedie.restore;

import io.tweedie.core.denoiser.Denoiser;
import io.tweedie.core.schedule.NoiseSchedule;
import io.tweedie.models.prior.Tuned;
import io.tweedie.restore.photo.Space;
import java.util.Map;
import java.util.Optional;

/**
 * Which images are likely: what restoring and generating ask. {@link Models} gives those of models;
 * a denoiser of one's own is one by {@link #of}. Threads may share it. Close it when the last run
 * with it is over.
 */
public interface Prior extends AutoCloseable {

  /** A denoiser of images of three channels and any size, which can be told nothing. */
  static Prior of(String name, Denoiser denoiser, NoiseSchedule schedule) {
    return new GivenPrior(name, denoiser, schedule);
  }

  /** Its name, for people. */
  String name();

  /** The schedule it was trained on. */
  NoiseSchedule schedule();

  /**
   * Channels of its pictures.
   *
   * @throws IllegalArgumentException unless they are 1 or 3, as those of photos are
   */
  int channels();

  /** Height and width of its images, if it serves no others; any unless it says otherwise. */
  default Optional<Integer> side() {
    return Optional.empty();
  }

  /** Height and width of the pictures that it was trained on, where that is known. */
  default Optional<Integer> usualSide() {
    return side();
  }

  /** How far it looks, in pixels; over all of an image unless it says otherwise. */
  default Optional<Integer> reach() {
    return Optional.empty();
  }

  /** What it is a prior of: pictures, unless it says otherwise. */
  default Space space() {
    return Space.PIXELS;
  }

  /** The settings that were tuned for it; none unless it says otherwise. */
  default Tuned tuned() {
    return Tuned.NOTHING;
  }

  /**
   * The prior of all images.
   *
   * @throws java.io.UncheckedIOException if its weights cannot be read
   * @throws IllegalArgumentException if they do not fit
   */
  Denoiser denoiser();

  /**
   * Changes whenever results do.
   *
   * @throws java.io.UncheckedIOException if its weights cannot be read
   */
  String fingerprint();

  /** What a run's record tells of it, by name. */
  Map<String, Object> description();

  /** Frees the weights. */
  @Override
  void close();
}
