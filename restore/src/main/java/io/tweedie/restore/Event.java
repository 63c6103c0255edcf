package io.tweedie.restore;

import io.tweedie.core.sampling.SamplingLoop;
import io.tweedie.core.solver.P2l;
import io.tweedie.images.Pictures;
import io.tweedie.restore.photo.Space;
import java.awt.image.BufferedImage;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;

/**
 * A step of a run is done. Valid during the call that tells it, on the thread of the run.
 *
 * <p>Steps are counted for each image: two images that run together do two at a time.
 */
public final class Event {

  private final long step;
  private final long total;
  private final Tensor x;
  private final Map<String, Tensor> kept;
  private final Supplier<Tensor> x0;
  private boolean cancelled;

  /** Of a run that keeps nothing. */
  Event(long step, long total, Tensor x, Supplier<Tensor> x0) {
    this(step, total, x, Map.of(), x0);
  }

  private Event(long step, long total, Tensor x, Map<String, Tensor> kept, Supplier<Tensor> x0) {
    this.step = step;
    this.total = total;
    this.x = x;
    this.kept = kept;
    this.x0 = x0;
  }

  static Event of(
      long step,
      long total,
      SamplingLoop.State state,
      io.tweedie.core.sampling.Step s,
      Space space) {
    return new Event(
        step, total, state.x(), state.memory(), () -> space.preview(s.firstAsked().x0().detach()));
  }

  /** Steps done so far, of all images. */
  public long step() {
    return step;
  }

  /** Steps of the whole run, of all images. */
  public long total() {
    return total;
  }

  /** The images, or latents, under way as the model knows them, x_t: N x C x H x W. */
  public Tensor x() {
    return x;
  }

  /** What the method keeps for its steps to come, such as {@link P2l#PROMPT}. */
  public Optional<Tensor> kept(String name) {
    return Optional.ofNullable(kept.get(name));
  }

  /** What the prior takes the first of the images under way to be; made when it is asked for. */
  public BufferedImage preview() {
    try (PointerScope scope = new PointerScope()) {
      return Pictures.of(x0.get().narrow(0, 0, 1));
    }
  }

  /**
   * Ends the run after this step, with a {@link java.util.concurrent.CancellationException}. So
   * does an interruption of its thread.
   */
  public void cancel() {
    cancelled = true;
  }

  boolean isCancelled() {
    return cancelled;
  }
}
