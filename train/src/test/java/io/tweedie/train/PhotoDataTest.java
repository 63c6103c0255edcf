package io.tweedie.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.tweedie.train.PhotoData.Source;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PhotoDataTest {

  private static final Source FREE = new Source("free/a.png", "CC0-1.0", "Ann");

  @TempDir Path root;

  private static PhotoData listed(Set<String> licences, Source... sources) {
    return new PhotoData(null, List.of(sources), licences, 0, List.of("kept/b.png"), null);
  }

  private void files(String... names) throws IOException {
    for (String name : names) {
      Files.createDirectories(root.resolve(name).getParent());
      Files.createFile(root.resolve(name));
    }
  }

  @Test
  void learnsFromWhatIsListedAndKeepsBackWhatIsSaid() throws IOException {
    files("free/a.png", "free/c.png", "faces/1.png", "faces/2.png", "kept/b.png", "kept/d.png");
    PhotoData data =
        new PhotoData(
            null,
            List.of(FREE, new Source("faces", "CC-BY-4.0", "Bob")),
            Set.of("CC0-1.0", "CC-BY-4.0"),
            0.5,
            List.of("kept/b.png", "1.png"),
            List.of("kept/d.png"));
    assertThat(data.learned(root))
        .containsExactly(root.resolve("free/a.png"), root.resolve("faces/2.png"));
    assertThat(data.keptForValidation(root))
        .containsExactly(root.resolve("faces/1.png"), root.resolve("kept/b.png"));
  }

  /** A name means a file wherever it is, a path only the one there. */
  @Test
  void keepsBackByNameOrByPath() throws IOException {
    files("x/a.png", "y/a.png", "y/b.png");
    PhotoData byName = new PhotoData(List.of("x", "y"), null, null, 0, List.of("a.png"), null);
    PhotoData byPath = new PhotoData(List.of("x", "y"), null, null, 0, List.of("y/a.png"), null);
    assertThat(byName.learned(root)).containsExactly(root.resolve("y/b.png"));
    assertThat(byPath.learned(root))
        .containsExactly(root.resolve("x/a.png"), root.resolve("y/b.png"));
  }

  @Test
  void refusesLicencesThatAreNotWanted() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> listed(Set.of("CC-BY-4.0"), FREE))
        .withMessage(
            "data.sources: free/a.png is CC0-1.0, which is not among licences [CC-BY-4.0]");
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                new PhotoData(
                    List.of("bsds500"), null, Set.of("CC0-1.0"), 0, List.of("b.png"), null))
        .withMessageContaining(
            "the licences of folders are not known; list [bsds500] under sources");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Source("free/a.png", null, "Ann"))
        .withMessage("data.sources: free/a.png lacks licence");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Source("free/a.png", "CC0-1.0", null))
        .withMessage("data.sources: free/a.png lacks credit");
  }

  @Test
  void refusesNothingToLearnFromAndNoShares() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> listed(Set.of()))
        .withMessageContaining("names nothing to learn from");
    assertThat(new PhotoData(null, null, null, 1, List.of("b.png"), null).learned(root)).isEmpty();
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new PhotoData(null, List.of(FREE), null, 1.5, List.of("b.png"), null))
        .withMessage("data.procedural must be a share from 0 to 1, got 1.5");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new PhotoData(null, List.of(FREE), null, 0, List.of(), null))
        .withMessageContaining("data.validation is missing");
  }

  @Test
  void namesFilesThatAreNotThere() throws IOException {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> listed(Set.of(), FREE).learned(root))
        .withMessage("data.sources: %s does not exist", root.resolve("free/a.png"));
    files("free/a.png");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> listed(Set.of(), FREE).keptForValidation(root))
        .withMessage("data.validation: %s does not exist", root.resolve("kept/b.png"));
  }
}
