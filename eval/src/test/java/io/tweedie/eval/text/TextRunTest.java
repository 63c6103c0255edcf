package io.tweedie.eval.text;

import static io.tweedie.core.tensor.Scalars.scalar;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.tweedie.core.random.RandomStream;
import io.tweedie.eval.grid.PartsListener;
import io.tweedie.eval.grid.RunInfo;
import io.tweedie.eval.scene.SceneJudge;
import io.tweedie.images.scene.CaptionLength;
import io.tweedie.images.scene.CaptionedScene;
import io.tweedie.images.scene.Scene;
import io.tweedie.images.scene.SceneGrammar;
import io.tweedie.images.scene.SceneRenderer;
import io.tweedie.zoo.Zoo;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.function.BooleanSupplier;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** With a painter who renders what prompts say from scale 5 on, and something else below. */
class TextRunTest {

  private static final SceneRenderer RENDERER = new SceneRenderer(SceneRenderer.USUAL_SIDE);
  private static final Map<String, Scene> SCENES = new HashMap<>();
  private static TextExperiment experiment;
  private static SceneJudge judge;

  @TempDir private Path out;
  private final List<Wanted> painted = new ArrayList<>();

  @BeforeAll
  static void draw() throws IOException {
    SceneGrammar grammar = new SceneGrammar(new RandomStream(5));
    List<String> prompts =
        Arrays.stream(CaptionLength.values())
            .map(
                length -> {
                  CaptionedScene drawn = grammar.draw(length);
                  SCENES.put(drawn.caption().text(), drawn.scene());
                  return drawn.caption().text();
                })
            .toList();
    SCENES.put("", grammar.scene(1));
    experiment =
        new TextExperiment(
            null,
            null,
            "renderer",
            null,
            "scene-judge",
            null,
            null,
            2,
            null,
            1,
            10.0,
            List.of(new TextExperiment.Topic("any", prompts)),
            new TextExperiment.Negative(prompts.get(2), "a small green circle", List.of(1.0, 10.0)),
            List.of(1.0, 10.0),
            null);
    judge = SceneJudge.load(Zoo.folder("scene-judge"));
  }

  @AfterAll
  static void free() {
    judge.close();
  }

  private TextNetworks.Painted paint(Wanted wanted, BooleanSupplier step) {
    for (int i = 0; i < wanted.steps(); i++) {
      if (!step.getAsBoolean()) {
        throw new CancellationException("stopped");
      }
    }
    painted.add(wanted);
    Scene scene = SCENES.get(wanted.scale() < 5 ? "" : wanted.prompt());
    return new TextNetworks.Painted(RENDERER.render(List.of(scene)), 2 * wanted.steps());
  }

  /** The brighter the better. */
  private static double brightness(Tensor picture, String prompt) {
    return picture.mean().item_double();
  }

  private TextNetworks networks(boolean looking) {
    return new TextNetworks(
        this::paint,
        looking ? Optional.of(TextRunTest::brightness) : Optional.empty(),
        looking ? Optional.of(judge) : Optional.empty(),
        () -> {});
  }

  private TextResults run(String lookers, boolean looking, PartsListener listener)
      throws IOException {
    RunInfo info = new RunInfo("renderer", "none", "here", "test");
    return new TextRun(experiment, info, lookers, out).run(() -> networks(looking), listener);
  }

  @Test
  void whatPicturesShowIsJudgedByTheirPrompts() throws IOException {
    TextResults results = run("all", true, PartsListener.NONE);

    for (Entry entry : results.of(Entry.Part.PROMPTS)) {
      Measured found = results.found(entry);
      assertThat(found.stated()).isPositive();
      assertThat(found.share()).as(entry.length()).isGreaterThan(0.85);
      assertThat(found.cosine()).isBetween(-1.0, 1.0);
    }
    assertThat(results.found(results.of(Entry.Part.NEGATIVE).get(0)).share()).isLessThan(0.6);
    Measured unconditional = results.found(results.of(Entry.Part.UNCONDITIONAL).get(0));
    assertThat(unconditional.isJudged()).isFalse();
    assertThat(unconditional.cosine()).isNull();
    assertThat(results.agreements()).containsOnlyKeys("prompts", "all pictures");
    assertThat(Files.readString(out.resolve("report.html")))
        .contains("Without a prompt", "attributes right, %", "Spearman", "a small green circle");
    assertThat(Files.readString(out.resolve("results.csv")).lines().findFirst().orElseThrow())
        .isEqualTo(
            "part,topic,length,file,prompt,negative,scale,steps,number,clip,right,stated,"
                + "saturation,clipped,nfe,seconds");
    assertThat(Files.readString(out.resolve("results.csv")).lines()).hasSize(1 + 1 + 3 + 2 + 2);
  }

  @Test
  void whatNobodyLooksForHasNoColumns() throws IOException {
    run("nobody", false, PartsListener.NONE);

    assertThat(Files.readString(out.resolve("report.html")))
        .contains("saturation")
        .doesNotContain("attributes right, %", "Spearman");
    assertThat(Files.readString(out.resolve("results.csv")))
        .startsWith(
            "part,topic,length,file,prompt,negative,scale,steps,number,saturation,clipped,nfe,"
                + "seconds\n");
  }

  @Test
  void stoppedItGoesOnAndAnotherLookDrawsNothing() throws IOException {
    PartsListener three =
        new PartsListener() {
          private int steps;

          @Override
          public boolean stepped(int done) {
            return ++steps <= 3;
          }
        };
    assertThatExceptionOfType(CancellationException.class)
        .isThrownBy(() -> run("all", true, three));
    assertThat(painted).hasSize(1);

    run("all", true, PartsListener.NONE);
    assertThat(painted).hasSize(experiment.pictures().size()).doesNotHaveDuplicates();

    TextResults others = run("others", false, PartsListener.NONE);
    assertThat(painted).hasSize(experiment.pictures().size());
    assertThat(others.isJudged()).isFalse();
    assertThat(others.found(others.of(Entry.Part.PROMPTS).get(0)).nfe()).isEqualTo(4);
  }

  @Test
  void coloursAreMeasuredAsTheyAreWritten() {
    try (PointerScope scope = new PointerScope()) {
      // Red at full strength, grey, a pale blue, and black.
      float[] levels = {255, 100, 100, 0, 0, 100, 100, 0, 0, 100, 200, 0};
      Tensor picture =
          Tensor.create(levels, 1, 3, 2, 2).div(scalar(127.5)).sub(scalar(1)).add(scalar(1e-4));

      Saturation found = Saturation.of(picture);

      assertThat(found.mean()).isEqualTo((1 + 0 + 0.5 + 0) / 4);
      assertThat(found.clipped()).isEqualTo(0.5);
    }
  }
}
