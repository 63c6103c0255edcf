package io.tweedie.eval.text;

import static io.tweedie.eval.experiment.ExperimentFile.require;

import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import io.tweedie.core.random.RandomStream;
import io.tweedie.eval.experiment.ExperimentFile;
import io.tweedie.images.scene.CaptionLength;
import io.tweedie.images.scene.SceneGrammar;
import io.tweedie.models.pipeline.Generation;
import io.tweedie.restore.spec.ModelChoice;
import io.tweedie.restore.spec.TextToImageSpec;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * An experiment on text to image: what is drawn without a prompt, by prompts of several lengths, by
 * a prompt with a negative one, and what the scale of guidance does to colours and to the share of
 * a caption that comes out right. Read from a YAML file of kind {@value #KIND}. A part that the
 * file does not name is left out.
 *
 * @param title head of the report
 * @param text a paragraph below it; may be absent
 * @param model one that ships, or a folder of diffusers
 * @param clip which scores pictures, as {@code metrics --clip} takes it; that of the model, if it
 *     has one, if absent
 * @param judge of the attributes of scenes, a model that ships or a folder; absent where pictures
 *     are of anything else
 * @param scheduler as of {@link TextToImageSpec}
 * @param eta as of {@link TextToImageSpec}
 * @param steps of every picture; 50 if absent
 * @param seed of the noise and of the captions; 0 if absent
 * @param unconditional how many pictures are drawn by no prompt
 * @param scale of guidance of the topics; 10 if absent
 * @param topics each in several lengths
 * @param negative a prompt with a negative one
 * @param saturation at which scales the topics' prompts of medium length are drawn
 * @param accuracy captions of scenes
 */
@JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
public record TextExperiment(
    String title,
    String text,
    String model,
    String clip,
    String judge,
    String scheduler,
    Double eta,
    Integer steps,
    Long seed,
    Integer unconditional,
    Double scale,
    List<Topic> topics,
    Negative negative,
    List<Double> saturation,
    Accuracy accuracy) {

  /** What the file calls this kind of experiment. */
  public static final String KIND = "text-to-image";

  /** How long prompts are, in the order of a topic. */
  static final List<String> LENGTHS =
      List.of(CaptionLength.values()).stream().map(TextExperiment::word).toList();

  private static final int USUAL_STEPS = 50;
  private static final double USUAL_SCALE = 10;
  private static final int MEDIUM = 1;

  /**
   * An idea in three lengths.
   *
   * @param name of the idea
   * @param prompts short, medium and long
   */
  public record Topic(String name, List<String> prompts) {

    /** Copies the list, of one prompt for each length. */
    public Topic {
      require(name != null && !name.isBlank(), "a topic needs a name");
      require(
          prompts != null && prompts.size() == LENGTHS.size(),
          "topic %s needs three prompts: short, medium and long".formatted(name));
      prompts = List.copyOf(prompts);
    }
  }

  /**
   * A prompt with a negative one.
   *
   * @param prompt what to draw
   * @param negative what not to draw
   * @param scales of guidance; at 0 the negative prompt is what is drawn
   */
  public record Negative(String prompt, String negative, List<Double> scales) {

    /** Copies the list. */
    public Negative {
      require(prompt != null && negative != null, "negative needs prompt and negative");
      scales = distinct(scales, "negative.scales");
    }
  }

  /**
   * Captions of scenes, whose attributes the judge looks for.
   *
   * @param captions of each length, at least 2
   * @param scales of guidance
   * @param steps of each picture; those of the experiment if absent
   */
  public record Accuracy(int captions, List<Double> scales, Integer steps) {

    /** Copies the list. */
    public Accuracy {
      require(captions >= 2, "accuracy.captions must be at least 2, got " + captions);
      scales = distinct(scales, "accuracy.scales");
    }
  }

  /** Fills in what is usual and refuses what cannot be carried out. */
  public TextExperiment {
    require(model != null, "name a model, such as scenes, or a folder of diffusers");
    title = title == null ? "Text to image" : title;
    text = text == null ? "" : text;
    steps = steps == null ? USUAL_STEPS : steps;
    seed = seed == null ? 0 : seed;
    unconditional = unconditional == null ? 0 : unconditional;
    scale = scale == null ? USUAL_SCALE : scale;
    topics = topics == null ? List.of() : List.copyOf(topics);
    saturation =
        saturation == null || saturation.isEmpty() ? List.of() : distinct(saturation, "saturation");
    Generation.requireScale(scale);
    require(unconditional >= 0, "unconditional is a number of pictures, got " + unconditional);
    require(
        topics.stream().map(Topic::name).distinct().count() == topics.size(),
        "name each topic once");
    require(saturation.isEmpty() || !topics.isEmpty(), "saturation draws the topics; name some");
    require(
        accuracy == null || judge != null,
        "accuracy is of captions of scenes and needs a judge, such as scene-judge");
    spec(scheduler, eta, seed, new Wanted("", "", scale, steps, 0));
    require(
        unconditional > 0 || !topics.isEmpty() || negative != null || accuracy != null,
        "there is nothing to draw; name unconditional, topics, negative or accuracy");
  }

  private static List<Double> distinct(List<Double> scales, String what) {
    require(scales != null && !scales.isEmpty(), what + " are missing, such as [0, 2, 5]");
    scales.forEach(Generation::requireScale);
    require(Set.copyOf(scales).size() == scales.size(), what + ": name each scale once");
    return List.copyOf(scales);
  }

  /**
   * Reads an experiment.
   *
   * @throws IOException if the file cannot be read
   * @throws IllegalArgumentException naming what is wrong in it
   */
  public static TextExperiment read(Path file) throws IOException {
    TextExperiment read = ExperimentFile.read(file, TextExperiment.class);
    return read.with(
        beside(file, read.model()),
        read.clip() == null ? null : beside(file, read.clip()),
        read.judge() == null ? null : beside(file, read.judge()),
        read.accuracy());
  }

  /** Folders are seen from the file, if they are there. */
  private static String beside(Path file, String model) {
    return ModelChoice.named(model).beside(file.toAbsolutePath().getParent()).name();
  }

  /** The same with another model. */
  public TextExperiment withModel(String other) {
    return with(other, clip, judge, accuracy);
  }

  /** The same without the judge and without what nobody else can judge. */
  public TextExperiment unjudged() {
    return with(model, clip, null, null);
  }

  private TextExperiment with(String model, String clip, String judge, Accuracy accuracy) {
    return new TextExperiment(
        title,
        text,
        model,
        clip,
        judge,
        scheduler,
        eta,
        steps,
        seed,
        unconditional,
        scale,
        topics,
        negative,
        saturation,
        accuracy);
  }

  /** How a picture is drawn: the last of as many as its number asks for. */
  public TextToImageSpec spec(Wanted wanted) {
    return spec(scheduler, eta, seed, wanted);
  }

  private static TextToImageSpec spec(String scheduler, Double eta, long seed, Wanted wanted) {
    return new TextToImageSpec(
        wanted.prompt(),
        wanted.negative(),
        wanted.scale(),
        wanted.steps(),
        scheduler,
        eta,
        wanted.number() + 1,
        null,
        null,
        seed);
  }

  /** Everything that is drawn, part by part. */
  public List<Entry> entries() {
    List<Entry> entries = new ArrayList<>();
    for (int i = 0; i < unconditional; i++) {
      entries.add(new Entry(Entry.Part.UNCONDITIONAL, "", "", new Wanted("", "", 0, steps, i)));
    }
    for (Topic topic : topics) {
      for (int i = 0; i < LENGTHS.size(); i++) {
        Wanted wanted = new Wanted(topic.prompts().get(i), "", scale, steps, 0);
        entries.add(new Entry(Entry.Part.PROMPTS, topic.name(), LENGTHS.get(i), wanted));
      }
    }
    if (negative != null) {
      for (double each : negative.scales()) {
        Wanted wanted = new Wanted(negative.prompt(), negative.negative(), each, steps, 0);
        entries.add(new Entry(Entry.Part.NEGATIVE, "", "", wanted));
      }
    }
    for (double each : saturation) {
      for (Topic topic : topics) {
        Wanted wanted = new Wanted(topic.prompts().get(MEDIUM), "", each, steps, 0);
        entries.add(new Entry(Entry.Part.SATURATION, topic.name(), LENGTHS.get(MEDIUM), wanted));
      }
    }
    if (accuracy != null) {
      addAccuracy(entries);
    }
    return entries;
  }

  /** The same captions at every scale, each with noise of its own. */
  private void addAccuracy(List<Entry> entries) {
    int fewer = accuracy.steps() == null ? steps : accuracy.steps();
    for (CaptionLength length : CaptionLength.values()) {
      SceneGrammar grammar = new SceneGrammar(new RandomStream(seed, "accuracy, " + word(length)));
      for (int i = 0; i < accuracy.captions(); i++) {
        String caption = grammar.draw(length).caption().text();
        for (double each : accuracy.scales()) {
          Wanted wanted = new Wanted(caption, "", each, fewer, i);
          entries.add(new Entry(Entry.Part.ACCURACY, "", word(length), wanted));
        }
      }
    }
  }

  /** The pictures that are needed, each once. */
  public Set<Wanted> pictures() {
    Set<Wanted> pictures = new LinkedHashSet<>();
    entries().forEach(entry -> pictures.add(entry.wanted()));
    return pictures;
  }

  private static String word(CaptionLength length) {
    return length.name().toLowerCase(Locale.ROOT);
  }
}
