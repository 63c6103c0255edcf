package io.tweedie.cli.sample;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tweedie.cli.Cli;
import io.tweedie.cli.Pictures;
import io.tweedie.cli.TinyModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GuidedSampleTest {

  @TempDir static Path models;
  @TempDir Path temp;

  @BeforeAll
  static void writeModels() throws IOException {
    TinyModel.ofClasses(models.resolve("tiny"));
    TinyModel.classifier(models.resolve("tiny-classifier"));
    TinyModel.cleanClassifier(models.resolve("clean"));
    Files.writeString(
        models.resolve("clean").resolve("energies.json"),
        """
        {"images": [1, 1, 1], "mean": [-1, -2, -3], "deviation": [0, 0, 0], "lowest": [0, 0, 0],
         "highest": [0, 0, 0], "joint_mean": [0, 0, 0]}
        """);
  }

  private Cli sample(Object... more) {
    List<Object> arguments = new ArrayList<>(List.of("sample", "--model", models.resolve("tiny")));
    arguments.addAll(List.of("--steps", "4", "--out", temp, "--precision", "fp32"));
    arguments.addAll(List.of(more));
    return Cli.run(arguments.toArray());
  }

  private byte[] picture(int i) throws IOException {
    return Files.readAllBytes(temp.resolve("sample-%03d.png".formatted(i)));
  }

  private JsonNode record() throws IOException {
    return new ObjectMapper().readTree(temp.resolve("run.json").toFile());
  }

  /** NFE of four steps: guidance by itself asks the prior twice, unless one answer is enough. */
  @ParameterizedTest
  @CsvSource({
    "cfg:3, 8, 0",
    "cfg:1, 4, 0",
    "cfg:0, 4, 0",
    "cg:5, 4, 4",
    "cg:0, 4, 0",
    "cg-mean:5, 4, 4"
  })
  void everyClassHasARow(String guidance, int nfe, int classifierEvaluations) throws IOException {
    Cli run = sample("--classes", "0-2", "--cols", "2", "--guidance", guidance);

    assertThat(run.exit()).as(run.err()).isZero();
    assertThat(record().path("classes").toString()).isEqualTo("[0,1,2]");
    assertThat(record().path("guidance").path("scale").asDouble())
        .isEqualTo(Double.parseDouble(guidance.substring(guidance.indexOf(':') + 1)));
    assertThat(record().path("nfe").asInt()).isEqualTo(nfe);
    assertThat(record().path("classifier_evaluations").asInt()).isEqualTo(classifierEvaluations);
    assertThat(record().path("classifier").has("sha256")).isEqualTo(guidance.startsWith("cg"));
    // Three rows and two columns of 16 pixels four times, and a label before each row.
    assertThat(Pictures.describe(temp.resolve("grid.png"))).matches("3 x 200 x 1[45]\\d");
  }

  @Test
  void anImageDependsOnItsNumberAndClassOnly() throws IOException {
    assertThat(sample("--classes", "2,0", "--cols", "2", "--guidance", "cfg:3", "--each").exit())
        .isZero();
    byte[] ofTwo = picture(1);
    byte[] ofNought = picture(2);

    assertThat(sample("--class", "2", "-n", "3", "--guidance", "cfg:3", "--each").exit()).isZero();
    assertThat(picture(1)).isEqualTo(ofTwo);
    assertThat(picture(2)).isNotEqualTo(ofNought);

    assertThat(sample("--label", "0", "-n", "3", "--guidance", "cfg:3", "--each").exit()).isZero();
    assertThat(picture(2)).isEqualTo(ofNought);
  }

  @Test
  void guidanceChangesImagesAndScaleOneOfCfgIsNone() throws IOException {
    assertThat(sample("--class", "1", "-n", "1", "--each").exit()).isZero();
    byte[] plain = picture(0);
    for (String guidance : List.of("cfg:3", "cg:400", "cg-mean:400")) {
      Cli run = sample("--class", "1", "-n", "1", "--each", "--guidance", guidance);
      assertThat(run.exit()).as(run.err()).isZero();
      assertThat(picture(0)).as(guidance).isNotEqualTo(plain);
    }
    assertThat(sample("--class", "1", "-n", "1", "--each", "--guidance", "cfg:1").exit()).isZero();
    assertThat(picture(0)).isEqualTo(plain);
  }

  /** Evaluations of four steps of one image: of the prior, and of the classifier with gradient. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "posterior:40 | | 4 | 4",
        "energy:40 | --schedule=sigmoid:0.1,650,0.01 | 4 | 4",
        "energy:40 | --schedule=power:8 --guidance-path=sum:3,0.1 | 4 | 12",
        "energy-delta:40,0.5 | --guidance-path=pgd:2,0.1 | 4 | 12",
        "energy:40 | --guidance-at=x0 --sampler=dpm++ | 8 | 4",
        "energy:40 | --guidance-interval=0.5,1 --schedule=two-stage:300,0.5 | 4 | 2"
      })
  void aClassifierOfCleanImagesGuides(String guidance, String options, int nfe, int evaluations)
      throws IOException {
    assertThat(sample("--class=1", "-n=1", "--each").exit()).isZero();
    byte[] plain = picture(0);
    List<Object> more = new ArrayList<>(List.of("--class=1", "-n=1", "--each"));
    more.addAll(List.of("--guidance", guidance, "--classifier", models.resolve("clean")));
    if (options != null) {
      more.addAll(List.of(options.split(" ")));
    }

    Cli run = sample(more.toArray());

    assertThat(run.exit()).as(run.err()).isZero();
    assertThat(picture(0)).isNotEqualTo(plain);
    assertThat(record().path("nfe").asInt()).isEqualTo(nfe);
    assertThat(record().path("classifier_evaluations").asInt()).isEqualTo(evaluations);
    assertThat(record().path("guidance").path("schedule").has("kind")).isTrue();
  }

  @Test
  void theIntervalSavesEvaluations() throws IOException {
    Cli run =
        sample(
            "--class=1",
            "-n=2",
            "--guidance=cfg:3",
            "--guidance-interval=0.25,0.75",
            "--guidance-rescale=0.7");
    assertThat(run.exit()).as(run.err()).isZero();
    assertThat(record().path("nfe").asInt()).isEqualTo(6);
    assertThat(record().path("guidance").path("rescale").asDouble()).isEqualTo(0.7);
  }

  @Test
  void theFilmShowsTheStepsAsTheGridShowsTheImages() throws IOException {
    Cli run = sample("--classes", "0-1", "--cols", "2", "--gif");
    assertThat(run.exit()).as(run.err()).isZero();
    assertThat(record().path("outputs").has("sampling.gif")).isTrue();
    ImageReader reader = ImageIO.getImageReadersByFormatName("gif").next();
    try (ImageInputStream in =
        ImageIO.createImageInputStream(temp.resolve("sampling.gif").toFile())) {
      reader.setInput(in);
      assertThat(reader.getNumImages(true)).isEqualTo(5);
      assertThat(reader.getWidth(4))
          .isEqualTo(ImageIO.read(temp.resolve("grid.png").toFile()).getWidth());
    } finally {
      reader.dispose();
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--class=3 | model tiny-classes knows classes 0 to 2, not 3",
        "--classes=0-3 | model tiny-classes knows classes 0 to 2, not 3",
        "--classes=a | --classes are numbers and ranges, as 0-9 or 3,5,7, not 'a'",
        "--classes=2-1 | --classes: 2-1 is empty",
        "--classes=0-1 -n=4 | drop -n",
        "--classes=0-1 --class=1 | --class is for one class and --classes for several",
        "--guidance=cfg:3 | --guidance cfg:3 needs a class, as --class 3",
        "--class=1 --guidance=much | guidance 'much' is not known",
        "--class=1 --guidance=cg:3 --guidance-rescale=1 | cg:3 has no rescaling; cfg has",
        "--class=1 --guidance-interval=0,1 | go with --guidance",
        "--class=1 --guidance=cfg:3 --guidance-interval=1 | two parts of the run",
        "--class=1 --guidance=cfg:3 --guidance-interval=0.9,0.2 | 0 <= start < stop <= 1",
        "--class=1 --guidance=cg-mean:3 --sampler=langevin | langevin has none",
        "--class=1 --guidance=cg:3 --schedule=power:2 | cg:3 has no schedule; posterior and energy",
        "--class=1 --guidance=energy:3 --schedule=sigmoid:1 | write it as sigmoid:0.1,650,0.01",
        "--class=1 --guidance=energy:3 --guidance-at=x1 | guidance is at xt or at x0, not at 'x1'",
        "--class=1 --schedule=power:2 | go with --guidance",
        "--class=1 --guidance=cg:3 --classifier=nowhere | 'nowhere' is neither a model that ships"
      })
  void badUsageIsExplained(String options, String message) {
    Cli run = sample((Object[]) options.strip().split(" "));
    assertThat(run.exit()).as(run.out()).isEqualTo(2);
    assertThat(run.err()).contains(message.strip());
    assertThat(run.err().lines()).hasSize(1);
  }

  @Test
  void aGuidedRunReplays() {
    assertThat(sample("--classes=0-1", "--cols=2", "--guidance=cg:5", "--gif").exit()).isZero();
    Cli replay = Cli.run("replay", temp.resolve("run.json"));
    assertThat(replay.exit()).as(replay.out() + replay.err()).isZero();
    assertThat(replay.out()).contains("sampling.gif: the same");
  }
}
