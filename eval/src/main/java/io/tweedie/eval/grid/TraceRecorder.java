package io.tweedie.eval.grid;

import io.tweedie.core.measurement.Measurement;
import io.tweedie.core.sampling.SamplingLoop;
import io.tweedie.core.sampling.Step;
import io.tweedie.core.schedule.NoiseSchedule;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ObjIntConsumer;
import org.bytedeco.pytorch.Tensor;

/** Writes down what a {@link Recording} asks for while a batch of samples is drawn. */
final class TraceRecorder {

  private final Recording recording;
  private final NoiseSchedule levels;
  private final ObjIntConsumer<Tensor> frames;
  private final List<Integer> timesteps = new ArrayList<>();
  private final List<List<Double>> losses = new ArrayList<>();
  private final List<Integer> missing;

  /**
   * Prepares.
   *
   * @param loop that will run
   * @param batch numbers of the samples
   * @param frames gets the first sample's x0Hat at the timesteps asked for
   */
  TraceRecorder(
      Recording recording, SamplingLoop loop, int[] batch, ObjIntConsumer<Tensor> frames) {
    this.recording = recording;
    this.levels = loop.schedule().respace(loop.plan().steps());
    this.frames = frames;
    this.missing = new ArrayList<>(recording.frames());
    for (int i = 0; i < batch.length; i++) {
      losses.add(new ArrayList<>());
    }
  }

  /** A step is done. */
  void stepped(Measurement y, SamplingLoop.State state, Step step) {
    if (recording.loss()) {
      timesteps.add(timestep(step));
      Tensor norms = y.residualNorm(step.firstAsked().x0().detach());
      for (int i = 0; i < losses.size(); i++) {
        losses.get(i).add(norms.select(0, i).item_double());
      }
    }
    boolean last = state.remaining() == 0;
    List<Integer> reached = missing.stream().filter(t -> timestep(step) <= t || last).toList();
    reached.forEach(t -> frames.accept(step.firstAsked().x0().detach().narrow(0, 0, 1), t));
    missing.removeAll(reached);
  }

  private int timestep(Step step) {
    return (int) Math.round(levels.level(step.index()).timestep());
  }

  /**
   * What was written down.
   *
   * @param truth |y - A x| of the reference
   */
  Trace trace(double truth) {
    return recording.loss()
        ? new Trace(timesteps, truth, losses, recording.frames())
        : new Trace(List.of(), null, List.of(), recording.frames());
  }
}
