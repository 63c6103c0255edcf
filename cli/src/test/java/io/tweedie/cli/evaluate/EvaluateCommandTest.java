package io.tweedie.cli.evaluate;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tweedie.cli.Cli;
import io.tweedie.cli.Pictures;
import io.tweedie.cli.TinyModel;
import io.tweedie.core.tensor.Backend;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EvaluateCommandTest {

  @TempDir Path temp;
  private Path photos;

  @BeforeEach
  void prepare() throws IOException {
    Backend.initialize();
    TinyModel.in(temp.resolve("model"));
    photos = temp.resolve("photos");
    Pictures.write(photos.resolve("a.png"), 3, 20, 20, 1);
  }

  private Cli evaluate(String tasks, Object... more) {
    List<Object> arguments = new ArrayList<>(List.of("evaluate", "--images", photos));
    arguments.addAll(List.of("--tasks", tasks, "--solvers", "ddnm", "--steps", 3));
    arguments.addAll(List.of("--model", temp.resolve("model"), "--out", temp.resolve("out")));
    arguments.addAll(List.of(more));
    return Cli.run(arguments.toArray());
  }

  private static JsonNode json(Cli run) throws IOException {
    return new ObjectMapper().readTree(run.out());
  }

  @Test
  void aBadFileInTheFolderIsNamedAndTheGoodPhotosAreEvaluated() throws IOException {
    Files.write(photos.resolve("._a.png"), new byte[] {0, 5, 22, 7, 0, 2, 0, 0});
    byte[] whole = Files.readAllBytes(photos.resolve("a.png"));
    Files.write(photos.resolve("bad.png"), Arrays.copyOf(whole, whole.length / 2));
    Files.createDirectory(photos.resolve("folder.png"));

    Cli run = evaluate("sr:2", "--size", 16, "--json");

    assertThat(run.exit()).as(run.err()).isZero();
    assertThat(run.err())
        .contains("left out: " + photos.resolve("._a.png") + " is a hidden file")
        .contains("left out: " + photos.resolve("bad.png") + " is a truncated or damaged PNG")
        .contains("left out: " + photos.resolve("folder.png") + " is not a file");
    assertThat(json(run).at("/unread")).hasSize(3);
    assertThat(json(run).at("/summary/0/images").asInt()).isEqualTo(1);
  }

  @Test
  void withoutAGoodPhotoItFails() throws IOException {
    Files.delete(photos.resolve("a.png"));
    Files.writeString(photos.resolve("bad.png"), "");

    Cli run = evaluate("sr:2");

    assertThat(run.exit()).isEqualTo(1);
    assertThat(run.err()).contains("bad.png").doesNotContain("Exception").hasLineCount(1);
  }

  @Test
  void aMaskMayHaveACommaInItsName() throws IOException {
    Path mask = temp.resolve("mask,left.png");
    Pictures.write(mask, 1, 20, 20, 2);

    Cli run =
        evaluate("inpaint-mask:\"" + mask + "\",sr:2", "--json", "--model", temp.resolve("model"));

    // The model serves 16 x 16, so this ends at its size unless cropped: the tasks were read.
    assertThat(run.err()).doesNotContain("is not known");
    Pictures.write(mask, 1, 16, 16, 2);
    Cli cropped = evaluate("inpaint-mask:\"" + mask + "\",sr:2", "--size", 16, "--json");
    assertThat(cropped.exit()).as(cropped.err()).isZero();
    assertThat(json(cropped).at("/summary").findValuesAsText("task"))
        .contains("inpaint-mask:" + mask, "sr:2");
  }

  @Test
  void aCropLargerThanEveryPhotoIsRefusedWithWhatTheyHave() {
    Cli run = evaluate("sr:2", "--size", 9999);

    assertThat(run.exit()).isEqualTo(2);
    assertThat(run.err()).contains("9999", "a.png of 20 x 20", "at most 20");
    assertThat(evaluate("sr:300").err()).contains("from 2 to 64, not 300");
  }

  @Test
  void shardsOfSeveralSeedsAreMeasuredApart() throws IOException {
    Pictures.write(photos.resolve("b.png"), 3, 20, 20, 2);
    String[] seeds = {"--size", "16", "--seeds", "1-2"};
    Cli one = evaluate("sr:2", seeds[0], seeds[1], seeds[2], seeds[3], "--shard", "1/2");
    assertThat(one.exit()).as(one.err()).isZero();
    assertThat(temp.resolve("out/seed-2/cells/sr-2/a/ddnm.json")).exists();
    assertThat(temp.resolve("out/seed-2/cells/sr-2/b")).doesNotExist();

    Cli whole = evaluate("sr:2", seeds[0], seeds[1], seeds[2], seeds[3]);
    assertThat(whole.exit()).as(whole.err()).isZero();
    assertThat(whole.err()).contains("8 of 16 restorations were there already");
    Cli none = evaluate("sr:2", "--size", 16, "--shard", "3/3");
    assertThat(none.exit()).isEqualTo(2);
    assertThat(none.err()).contains("shard 3 of 3 is empty: there are 2 images");
  }

  @Test
  void severalSeedsGiveMeanAndSpread() throws IOException {
    Cli run = evaluate("inpaint-random:0.5", "--size", 16, "--seeds", "1-2,5", "--json");

    assertThat(run.exit()).as(run.err()).isZero();
    assertThat(json(run).at("/seeds").toString()).isEqualTo("[1,2,5]");
    assertThat(json(run).at("/summary/0/psnr/deviation").asDouble()).isPositive();
    assertThat(temp.resolve("out/table.tex")).content().contains("\\toprule", "$\\pm$");
    assertThat(temp.resolve("out/seed-5/report.html")).exists();

    assertThat(evaluate("sr:2", "--seeds", "0-1", "--seed", 3).exit()).isEqualTo(2);
    assertThat(evaluate("sr:2", "--seeds", "many").err()).contains("0-4 or 1,2,7, not 'many'");
    assertThat(evaluate("sr:2", "--seeds", "4-0").err()).contains("no seeds");
    assertThat(evaluate("sr:2", "--seeds", "0-999999999").err()).contains("too many");
  }
}
