package io.tweedie.restore;

import io.tweedie.core.tensor.Shape;
import io.tweedie.restore.record.RunRecord;
import io.tweedie.restore.sampler.Drawing;
import io.tweedie.restore.sampler.Sampler;
import io.tweedie.restore.spec.GenerateSpec;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.function.Supplier;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;

/**
 * Draws images from a model, of all kinds or of given classes. An image depends on the seed, its
 * number and its class only, not on how many are drawn. Threads may share a generator; a run
 * belongs to its thread.
 */
public final class Generator implements AutoCloseable {

  private final ModelPrior prior;
  private final GenerateSpec spec;
  private final List<Long> classes;
  private final Sampler sampler;
  private final Shape shape;
  private final Told told;

  private Generator(ModelPrior prior, GenerateSpec spec) throws IOException {
    this.prior = prior;
    this.spec = spec;
    this.classes = spec.labels();
    this.sampler = spec.sampler(prior.schedule());
    this.told = Told.of(prior, spec.guidance(), classes, spec.inSteps());
    this.shape = spec.shape(prior.spec());
  }

  /**
   * Checks that they go together; reads no weights yet.
   *
   * @param prior which stays the caller's
   * @throws IllegalArgumentException if the prior cannot serve the specification
   * @throws UncheckedIOException if the description of a classifier that guides cannot be read
   */
  public static Generator of(ModelPrior prior, GenerateSpec spec) {
    try {
      return new Generator(prior, spec);
    } catch (IOException e) {
      throw new UncheckedIOException(e.getMessage(), e);
    }
  }

  /** How many images are drawn, of all classes together. */
  public int count() {
    return spec.count() * Math.max(1, classes.size());
  }

  /** Steps of a run of one batch. */
  public int steps() {
    return sampler.steps();
  }

  /**
   * Draws. Events count the steps of batches, and one comes before the first step of each.
   *
   * @return the images; the caller's to close
   * @throws ArithmeticException if the run met NaN, naming the step
   * @throws java.util.concurrent.CancellationException if the run was stopped
   */
  public Generated run(Events events) {
    return run(events, new RunRecord(List.of(), spec.seed()));
  }

  /**
   * The same with a record that is begun already.
   *
   * @param record hears what is asked and how
   */
  public Generated run(Events events, RunRecord record) {
    return drawn(0, count(), events, record);
  }

  /**
   * Draws some of the images, which are the same as among all; otherwise as {@link #run(Events)}.
   *
   * @param first number of the first, counted from 0
   * @param end number of the one after the last, at most {@link #count}
   * @throws IllegalArgumentException if there are no such images
   */
  public Generated part(int first, int end, Events events) {
    if (first < 0 || first >= end || end > count()) {
      throw new IllegalArgumentException(
          "there are images 0 to %d, not %d to %d".formatted(count() - 1, first, end - 1));
    }
    return drawn(first, end, events, new RunRecord(List.of(), spec.seed()));
  }

  private Generated drawn(int first, int end, Events events, RunRecord record) {
    Drawing drawing = new Drawing(sampler, shape, first, end, spec.count());
    int count = end - first;
    Told.Asked asked = told.asked();
    describe(record);
    events.began(drawing.steps());
    try (PointerScope scope = new PointerScope()) {
      Tensor images =
          drawing.draw(
              row -> asked.question(classes.stream().skip(row).findFirst(), sampler).told(),
              spec.seed(),
              new Teller(events, drawing.steps()));
      record.put("nfe", asked.counter().prior() / count);
      record.put("classifier_evaluations", asked.counter().classifier() / count);
      return new Generated(images.retainReference(), record);
    }
  }

  /** Writes down what is asked and how. */
  private void describe(RunRecord record) {
    record.put("model", prior.description());
    sampler.describe(record);
    if (!classes.isEmpty()) {
      record.put("classes", classes);
    }
    told.describe(record);
  }

  /** Tells steps of batches as steps of the whole. */
  private static final class Teller implements Sampler.Watcher {

    private final Events events;
    private final long total;
    private long before;
    private int reached;
    private boolean stopped;

    Teller(Events events, long total) {
      this.events = events;
      this.total = total;
    }

    @Override
    public boolean saw(int done, Tensor x, Supplier<Tensor> x0) {
      before += done == 0 ? reached : 0;
      reached = done;
      Event event = new Event(before + done, total, x, x0);
      events.stepped(event);
      stopped |= event.isCancelled();
      return !stopped;
    }
  }

  /** Frees what was loaded beside the prior. */
  @Override
  public void close() {
    told.close();
  }
}
