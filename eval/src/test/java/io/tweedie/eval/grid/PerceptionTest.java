package io.tweedie.eval.grid;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.tweedie.core.random.RandomStream;
import io.tweedie.core.tensor.Backend;
import io.tweedie.eval.grid.Outcome.Measured;
import io.tweedie.images.scene.CaptionLength;
import io.tweedie.images.scene.CaptionedScene;
import io.tweedie.images.scene.SceneGrammar;
import io.tweedie.images.scene.SceneRenderer;
import io.tweedie.restore.spec.PromptSpec;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PerceptionTest {

  @TempDir Path folder;

  private static Captions captions(String... texts) {
    Map<String, String> byImage = new LinkedHashMap<>();
    for (int i = 0; i < texts.length; i++) {
      byImage.put((char) ('a' + i) + ".png", texts[i]);
    }
    return new Captions(byImage, Optional.of("scene-judge"));
  }

  /** A result that is the scene itself, and one of twice the side, which is judged in small. */
  @Test
  void resultsAreJudgedByTheirCaptions() {
    Backend.initialize();
    SceneGrammar grammar = new SceneGrammar(new RandomStream(4));
    CaptionedScene drawn = grammar.draw(CaptionLength.MEDIUM);
    String wrong = "nine white moons";
    Cell cell = new Cell("sr:4", "ldps", "a.png", new Measured(20, 0.5, null, 1, 1));
    Cell unknown = new Cell("sr:4", "ldps", "c.png", new Measured(20, 0.5, null, 1, 1));
    for (int side : new int[] {64, 128}) {
      CellFiles files = new CellFiles(folder.resolve("cells" + side));
      try (PointerScope scope = new PointerScope()) {
        Tensor picture = new SceneRenderer(side).render(List.of(drawn.scene()));
        files.savePictures(cell, picture, picture, picture);
        try (Perception perception =
            new Perception(files, Optional.empty(), captions(drawn.caption().text(), wrong))) {
          assertThat(share(perception.added(cell))).isGreaterThan(0.8);
          assertThat(perception.added(unknown)).isEqualTo(unknown);
        }
        try (Perception perception =
            new Perception(files, Optional.empty(), captions("a black cross on a white ring"))) {
          assertThat(share(perception.added(cell))).isLessThan(0.5);
        }
      }
    }
  }

  private static double share(Cell cell) {
    return ((Measured) cell.outcome()).attributes();
  }

  @Test
  void whatAnotherJudgeSawIsLeftOut() {
    CellFiles files = new CellFiles(folder);
    Measured judged = new Measured(20, 0.5, null, 1, 1).withAttributes(0.75);
    Cell cell = new Cell("sr:4", "ldps", "a.png", judged);
    Perception.Lookers one = new Perception.Lookers("", "one: a star");
    files.save(cell, "settings", one);
    assertThat(files.find("sr:4", "ldps", "a.png", "settings", one)).contains(cell);
    assertThat(
            files.find(
                "sr:4", "ldps", "a.png", "settings", new Perception.Lookers("", "one: a moon")))
        .contains(cell.with(m -> m.withAttributes(null)));
  }

  @Test
  void promptsAreThoseOfThePictures() {
    Captions captions = captions("a star", "a star", "a moon");
    PriorWords own = new PriorWords(null, new PromptSpec("photo: {caption}", null, null), null);
    PriorWords other = new PriorWords(null, new PromptSpec("{other caption}", null, null), null);
    assertThat(own.of(captions, "b.png").prompt().text()).isEqualTo("photo: a star");
    assertThat(other.of(captions, "a.png").prompt().text()).isEqualTo("a moon");
    assertThat(other.of(captions, "c.png").prompt().text()).isEqualTo("a star");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> own.of(captions, "z.png"))
        .withMessage("picture z.png has no caption");
    assertThat(PriorWords.NONE.of(Captions.NONE, "z.png")).isSameAs(PriorWords.NONE);
  }
}
