package io.tweedie.restore;

import static org.bytedeco.pytorch.global.torch.cat;

import io.tweedie.core.denoiser.BlendedTiles;
import io.tweedie.core.denoiser.Condition;
import io.tweedie.core.random.KeyedNoise;
import io.tweedie.core.random.NoiseSource;
import io.tweedie.core.sampling.SamplingLoop;
import io.tweedie.core.sampling.Step;
import io.tweedie.core.tensor.Shape;
import io.tweedie.models.clip.tokenizer.TokenizedText;
import io.tweedie.models.pipeline.Generation;
import io.tweedie.models.pipeline.GivenPicture;
import io.tweedie.models.scheduler.Scheduler;
import io.tweedie.restore.photo.StateFile;
import io.tweedie.restore.record.RunRecord;
import io.tweedie.restore.spec.TextToImageSpec;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;

/**
 * Draws pictures of a text. A picture depends on the seed, its number and the settings, not on how
 * many are drawn: pictures of the same number begin with the same latents, whatever their text.
 * Belongs to one thread.
 *
 * <pre>{@code
 * try (TextPipeline pipeline = Pipelines.open("scenes", ComputeSpec.USUAL);
 *     TextToImageGenerator generator =
 *         TextToImageGenerator.of(pipeline, TextToImageSpec.of("a large red seven"), Beginning.NOISE);
 *     Generated drawn = generator.run(Events.NONE)) {
 *   BufferedImage seven = drawn.pictures().get(0);
 * }
 * }</pre>
 */
public final class TextToImageGenerator implements AutoCloseable {

  private static final long SAVE_EVERY_NANOS = TimeUnit.SECONDS.toNanos(60);

  private final TextPipeline pipeline;
  private final TextToImageSpec spec;
  private final Beginning beginning;
  private final Scheduler scheduler;
  private final double scale;
  private final Shape shape;
  private final Shape latentShape;
  private final Optional<BlendedTiles> tiles;
  private final TokenizedText prompt;
  private final TokenizedText negative;
  private final int steps;
  private Generation generation;

  private TextToImageGenerator(TextPipeline pipeline, TextToImageSpec spec, Beginning beginning)
      throws IOException {
    this.pipeline = pipeline;
    this.spec = spec;
    this.beginning = beginning;
    scheduler = spec.scheduler(pipeline.files());
    scale = spec.scale(pipeline.files());
    shape = shape(pipeline, spec, beginning);
    latentShape = pipeline.files().latentShape(shape);
    tiles = spec.blended().map(pipeline.files()::requireServes);
    tiles.ifPresent(this::requireLarge);
    beginning
        .latents()
        .ifPresent(given -> Beginning.requireServe(given, latentShape, spec.count()));
    prompt = pipeline.files().tokenizer().encode(spec.prompt());
    negative = pipeline.files().tokenizer().encode(spec.negative());
    steps =
        beginning
            .picture()
            .map(picture -> Generation.steps(scheduler, picture))
            .orElseGet(() -> scheduler.schedule().respace(scheduler.plan().steps()).size());
  }

  /**
   * Checks that they go together; reads no weights yet.
   *
   * @param pipeline which stays the caller's
   * @param beginning which stays the caller's
   * @throws IllegalArgumentException if the pipeline cannot serve the specification
   * @throws UncheckedIOException if its scheduler's file cannot be read
   */
  public static TextToImageGenerator of(
      TextPipeline pipeline, TextToImageSpec spec, Beginning beginning) {
    try {
      return new TextToImageGenerator(pipeline, spec, beginning);
    } catch (IOException e) {
      throw new UncheckedIOException(e.getMessage(), e);
    }
  }

  /** Tiles as large as all there is to see would change nothing. */
  private void requireLarge(BlendedTiles layout) {
    if (layout.evaluations(latentShape.height(), latentShape.width()) == 1) {
      throw new IllegalArgumentException(
          "--tiles has no effect: the latents are %d x %d (width x height), which one tile of %d x %d sees as a whole; say a larger --size, or leave it out"
              .formatted(latentShape.width(), latentShape.height(), layout.tile(), layout.tile()));
    }
  }

  /** The size is said, or that of the given picture, of the given latents, or the usual one. */
  private static Shape shape(TextPipeline pipeline, TextToImageSpec spec, Beginning beginning) {
    Optional<Shape> own = beginning.picture().map(GivenPicture::pixels).map(Shape::of);
    Optional<Shape> said = spec.shape(pipeline.files());
    if (said.isPresent() && own.isPresent() && !own.get().equals(said.get())) {
      throw new IllegalArgumentException(
          "--image is %d x %d (width x height), and the result will be; scale it first, or drop --size"
              .formatted(own.get().width(), own.get().height()));
    }
    return said.or(() -> own)
        .or(() -> beginning.latents().map(z -> pipeline.files().pictureShape(Shape.of(z))))
        .orElseGet(pipeline.files()::usualShape);
  }

  /** Shape of a picture. */
  public Shape shape() {
    return shape;
  }

  /** Shape of a picture's latents. */
  public Shape latentShape() {
    return latentShape;
  }

  /** How many pictures are drawn. */
  public int count() {
    return spec.count();
  }

  /** Steps of a picture. */
  public int steps() {
    return steps;
  }

  /** What the user should know, a line each: what of the texts the pipeline does not read. */
  public List<String> remarks() {
    return Stream.concat(cut("a prompt", prompt), cut("the negative prompt", negative)).toList();
  }

  private static Stream<String> cut(String what, TokenizedText tokens) {
    return tokens.isCut()
        ? Stream.of(
            "%s is longer than the %d tokens that the model reads; cut off: %s"
                .formatted(what, tokens.ids().size(), tokens.cut()))
        : Stream.empty();
  }

  /** All that decides a picture besides what it begins with, for people and programs. */
  public Map<String, Object> settings(int number) {
    Map<String, Object> settings = new LinkedHashMap<>();
    settings.put("prompt", spec.prompt());
    settings.put("number", number);
    settings.put("negative", spec.negative());
    settings.put("scale", scale);
    settings.put("scheduler", scheduler.name());
    settings.put("steps", scheduler.plan().steps().count());
    if (spec.eta() != null) {
      settings.put("eta", spec.eta());
    }
    settings.put("seed", spec.seed());
    settings.put("width", shape.width());
    settings.put("height", shape.height());
    tiles.ifPresent(layout -> settings.put("tiles", ToldText.description(layout)));
    settings.put("model", pipeline.name());
    settings.put("sha256", pipeline.hashes());
    settings.put("compute", pipeline.compute().toString());
    return settings;
  }

  /** Writes down what is asked and how, besides texts. */
  public void describe(RunRecord record) {
    // Loads the weights before they are hashed: what is wrong with them is told best by reading.
    SamplingLoop loop = generation().loop();
    pipeline.describe(record);
    record
        .put("scheduler", scheduler.name())
        .plan(loop)
        .put("scale", scale)
        .put("negative", spec.negative())
        .put("steps", steps);
    tiles.ifPresent(layout -> record.put("tiles", ToldText.description(layout)));
  }

  /**
   * Draws all pictures.
   *
   * @return the caller's to close
   * @throws ArithmeticException if the run met NaN, naming the step
   * @throws java.util.concurrent.CancellationException if the run was stopped
   */
  public Generated run(Events events) {
    RunRecord record = new RunRecord(List.of(), spec.seed()).put("prompt", spec.prompt());
    describe(record);
    events.began((long) count() * steps);
    List<Drawn> all = new ArrayList<>();
    try (PointerScope scope = new PointerScope()) {
      for (int number = 0; number < count(); number++) {
        all.add(draw(number, Optional.empty(), events));
      }
      Tensor pictures =
          cat(new TensorVector(all.stream().map(Drawn::picture).toArray(Tensor[]::new)), 0);
      record.put("nfe", all.stream().mapToLong(Drawn::nfe).sum() / count());
      return new Generated(pictures.retainReference(), record);
    } finally {
      all.forEach(Drawn::close);
    }
  }

  /**
   * Draws one picture.
   *
   * @param number of the picture, from 0, which with the seed decides its noise
   * @param state where its run is saved now and then and when it is stopped, and gone on with;
   *     empty to save none. The file stays
   * @param events hears of every step, counted over all pictures
   * @return the caller's to close
   * @throws ArithmeticException if the run met NaN, naming the step
   * @throws java.util.concurrent.CancellationException if the run was stopped
   */
  public Drawn draw(int number, Optional<StateFile> state, Events events) {
    try (PointerScope scope = new PointerScope()) {
      NoiseSource noise = new KeyedNoise(spec.seed(), new long[] {number});
      Tensor z = beginning.latents(number).orElseGet(() -> Generation.latents(noise, latentShape));
      Optional<SamplingLoop.State> saved = state.flatMap(StateFile::read);
      saved.ifPresent(at -> events.resumed("picture " + number, steps - at.remaining(), steps));
      SamplingLoop.State from = saved.orElseGet(() -> generation().start(z));
      Watcher watcher = new Watcher(number, state, events, from.evaluations());
      Tensor latents = generation().run(from, z, noise, watcher);
      return new Drawn(
          generation().picture(latents).retainReference(),
          z.clone().retainReference(),
          latents.retainReference(),
          watcher.evaluations * generation().evaluationsPerAsk(latentShape));
    }
  }

  private Generation generation() {
    if (generation == null) {
      generation =
          new Generation(
              pipeline.networks(),
              scheduler,
              pipeline.networks().encode(prompt),
              pipeline.networks().encode(negative),
              scale,
              spec.blended(),
              beginning.picture());
    }
    return generation;
  }

  /** Tells of steps, and saves the state now and then and when the run is to stop. */
  private final class Watcher implements SamplingLoop.Listener {

    private final int number;
    private final Optional<StateFile> file;
    private final Events events;
    private long saved = System.nanoTime();
    private int evaluations;

    Watcher(int number, Optional<StateFile> file, Events events, int evaluations) {
      this.number = number;
      this.file = file;
      this.events = events;
      this.evaluations = evaluations;
    }

    @Override
    public boolean stepped(SamplingLoop.State state, Step step) {
      evaluations = state.evaluations();
      Event event =
          new Event(
              (long) number * steps + steps - state.remaining(),
              (long) count() * steps,
              state.x(),
              () -> generation().preview(step.firstAsked().x0()));
      events.stepped(event);
      boolean stops = event.isCancelled() || Thread.currentThread().isInterrupted();
      if (file.isPresent() && (stops || System.nanoTime() - saved > SAVE_EVERY_NANOS)) {
        file.get().write(state);
        saved = System.nanoTime();
      }
      return !stops;
    }
  }

  /** Frees the texts as the networks know them. */
  @Override
  public void close() {
    if (generation != null) {
      for (Condition.Text text : List.of(generation.prompt(), generation.negative())) {
        text.context().close();
      }
      generation = null;
    }
  }
}
