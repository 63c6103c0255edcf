package io.tweedie.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tweedie.models.checkpoint.SafetensorsWriter;
import java.awt.Color;
import java.awt.image.BufferedImage;
import java.io.File;
import java.io.IOException;
import java.io.StringWriter;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.jar.JarOutputStream;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import javax.imageio.ImageIO;
import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.platform.launcher.LauncherDiscoveryRequest;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;
import org.junit.platform.launcher.listeners.SummaryGeneratingListener;

/** The project in examples/extension, as a jar that somebody puts on the class path. */
class ExtensionTest {

  private static final Path PROJECT = Path.of("..", "examples", "extension");
  private static final Path CONTRACTS = Path.of("../core/src/test/java/io/tweedie/core/contract");
  private static final String CLASS_PATH = System.getProperty("java.class.path");

  @TempDir static Path shared;
  private static Path jar;

  @TempDir Path temp;

  @BeforeAll
  static void packTheJarAndWriteAModel() throws IOException {
    Path classes = shared.resolve("classes");
    compile(classes, CLASS_PATH, PROJECT.resolve("src/main/java"));
    jar = shared.resolve("extension.jar");
    try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar))) {
      for (Path folder : List.of(classes, PROJECT.resolve("src/main/resources"))) {
        for (Path file : files(folder)) {
          out.putNextEntry(new ZipEntry(folder.relativize(file).toString().replace('\\', '/')));
          Files.copy(file, out);
        }
      }
    }
    writeModel(Files.createDirectories(shared.resolve("model")));
  }

  private static void writeModel(Path folder) throws IOException {
    Files.writeString(
        folder.resolve("model.json"),
        """
        {"name": "tiny", "architecture": "one-convolution", "config": {"kernel": 3},
         "image_size": 16, "weights": "weights.safetensors"}
        """);
    float[] kernels = new float[3 * 3 * 3 * 3];
    for (int channel = 0; channel < 3; channel++) {
      kernels[(channel * 3 + channel) * 9 + 4] = 0.7f;
    }
    try (PointerScope scope = new PointerScope()) {
      SafetensorsWriter.write(
          folder.resolve("weights.safetensors"),
          Map.of(
              "conv.weight", Tensor.create(kernels, 3, 3, 3, 3),
              "conv.bias", Tensor.create(new float[3], 3)),
          Map.of());
    }
  }

  private static void compile(Path to, String classPath, Path... sources) throws IOException {
    List<Path> files = new ArrayList<>();
    for (Path folder : sources) {
      files.addAll(files(folder));
    }
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    StringWriter said = new StringWriter();
    boolean compiled =
        compiler
            .getTask(
                said,
                null,
                null,
                List.of(
                    "-proc:none",
                    "-Xlint:all,-path,-classfile,-try",
                    "-cp",
                    classPath,
                    "-d",
                    Files.createDirectories(to).toString()),
                null,
                compiler
                    .getStandardFileManager(null, null, null)
                    .getJavaFileObjectsFromPaths(files))
            .call();
    assertThat(compiled).as(said.toString()).isTrue();
    assertThat(said.toString()).isEmpty();
  }

  private static List<Path> files(Path folder) throws IOException {
    try (Stream<Path> all = Files.walk(folder)) {
      return all.filter(Files::isRegularFile).sorted().toList();
    }
  }

  /** The command in a process of its own, since what is registered is looked for once. */
  private String run(int exit, Object... arguments) throws Exception {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(
        List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Djava.awt.headless=true"));
    String cache = System.getProperty("org.bytedeco.javacpp.cachedir");
    if (cache != null) {
      command.add("-Dorg.bytedeco.javacpp.cachedir=" + cache);
    }
    command.addAll(List.of("-cp", CLASS_PATH + File.pathSeparator + jar, Tweedie.class.getName()));
    Stream.of(arguments).map(Object::toString).forEach(command::add);
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(said).isEqualTo(exit);
    return said;
  }

  @Test
  void itsSolverTaskAndArchitectureRestoreAPhotoAndReplay() throws Exception {
    Path photo = Pictures.write(temp.resolve("photo.png"), 3, 8, 16, 1);
    Path out = temp.resolve("out");
    run(
        0,
        "restore",
        photo,
        "--task=interlace:2",
        "--solver=landweber",
        "--set=weight=0.9",
        "--steps=4",
        "--model=" + shared.resolve("model"),
        "--out=" + out);

    assertThat(Pictures.describe(out.resolve("photo.restored.png"))).isEqualTo("3 x 16 x 16");
    JsonNode record = new ObjectMapper().readTree(out.resolve("run.json").toFile());
    assertThat(record.at("/solver/kind").asText()).isEqualTo("Landweber");
    assertThat(record.at("/solver/weight").asDouble()).isEqualTo(0.9);
    assertThat(record.at("/plan/steps").asText()).isEqualTo("uniform:4");
    assertThat(record.path("operator").toString()).contains("interlace:2");
    assertThat(record.at("/operator/parameters/every").asInt()).isEqualTo(2);
    assertThat(run(0, "replay", out.resolve("run.json"))).contains("photo.restored.png: the same");
  }

  @Test
  void itsGuidanceMakesSamplesBlack() throws Exception {
    Path out = temp.resolve("out");
    run(
        0,
        "sample",
        "--guidance=dark:1",
        "--each",
        "-n=1",
        "--steps=2",
        "--model=" + shared.resolve("model"),
        "--out=" + out);
    JsonNode record = new ObjectMapper().readTree(out.resolve("run.json").toFile());
    assertThat(record.path("guidance").toString()).contains("dark");
    BufferedImage sample = ImageIO.read(out.resolve("sample-000.png").toFile());
    assertThat(sample.getRGB(0, 0, 16, 16, null, 0, 16)).containsOnly(Color.BLACK.getRGB());
  }

  @Test
  void evaluateTakesItsSolverForItsTask() throws Exception {
    Pictures.write(temp.resolve("photos/a.png"), 3, 16, 16, 1);
    String said =
        run(
            0,
            "evaluate",
            "--images=" + temp.resolve("photos"),
            "--tasks=interlace:2,sr:2",
            "--solvers=landweber,ddnm",
            "--model=" + shared.resolve("model"),
            "--steps=2",
            "--size=16",
            "--out=" + temp.resolve("out"),
            "--json");
    JsonNode summary = new ObjectMapper().readTree(said).path("summary");
    assertThat(summary.findValuesAsText("task")).contains("interlace:2");
    assertThat(summary.findValuesAsText("method")).contains("landweber");
  }

  @Test
  void helpAndMessagesKnowThemAfterThoseOfTheProject() throws Exception {
    // Lines may end behind a colon.
    assertThat(run(0, "restore", "--help").replaceAll("\\s+", " ").replace(": W", ":W"))
        .contains(
            "p2l (in latents), landweber (a step along A' of the residual) (default",
            "colorize, interlace:2 (only every so many rows were seen).",
            "dark:W (darkens by a share; 0 is none)");
    Path photo = Pictures.write(temp.resolve("photo.png"), 3, 8, 8, 1);
    assertThat(run(2, "restore", photo, "--task=interlace:9"))
        .contains("task 'interlace:9', as in interlace:2: rows are seen every 2 to 8, not 9")
        .contains("denoise, colorize, interlace:2");
    assertThat(run(2, "restore", photo, "--task=interlacing:2"))
        .contains("did you mean interlace:2?");
    assertThat(run(2, "restore", photo, "--task=sr:2", "--solver=landwebber"))
        .contains("p2l, landweber");
    assertThat(run(2, "restore", photo, "--task=denoise", "--sigma=0.1", "--solver=ddnm"))
        .contains("for noisy measurements take one of posterior-mean, dps,")
        .contains("dpg-ddim, landweber");
  }

  @Test
  void itsCoordinatesAreThoseOfThisBuild() throws IOException {
    String build = Files.readString(Path.of("..", "pom.xml"));
    String own = Files.readString(PROJECT.resolve("pom.xml"));
    assertThat(own)
        .contains(
            "<tweedie.version>" + found("<artifactId>tweedie</artifactId>\\s*<version>", build))
        .contains("<version>" + found("<pytorch.version>", build) + "</version>")
        .contains("<version>" + found("<javacpp.version>", build) + "</version>")
        .contains("<version>" + found("<openblas.version>", build) + "</version>");
  }

  /** What stands between a tag and the next. */
  private static String found(String tag, String xml) {
    Matcher text = Pattern.compile(tag + "([^<]+)<").matcher(xml);
    assertThat(text.find()).as(tag).isTrue();
    return text.group(1);
  }

  @Test
  void itsTestsHoldItToTheContracts() throws Exception {
    Path classes = shared.resolve("test-classes");
    compile(
        classes,
        CLASS_PATH + File.pathSeparator + jar,
        CONTRACTS,
        PROJECT.resolve("src/test/java"));
    SummaryGeneratingListener tests = new SummaryGeneratingListener();
    Thread thread = Thread.currentThread();
    ClassLoader usual = thread.getContextClassLoader();
    URL[] urls = {classes.toUri().toURL(), jar.toUri().toURL()};
    try (URLClassLoader loader = new URLClassLoader(urls, usual)) {
      thread.setContextClassLoader(loader);
      LauncherDiscoveryRequest request =
          LauncherDiscoveryRequestBuilder.request()
              .selectors(
                  selectClass(loader, "my.LandweberTest"),
                  selectClass(loader, "my.InterlaceTest"),
                  selectClass(loader, "my.MirroredTest"),
                  selectClass(loader, "my.SaturationTest"))
              .build();
      LauncherFactory.create().execute(request, tests);
    } finally {
      thread.setContextClassLoader(usual);
    }
    assertThat(tests.getSummary().getFailures())
        .extracting(failure -> failure.getTestIdentifier() + ": " + failure.getException())
        .isEmpty();
    assertThat(tests.getSummary().getTestsSucceededCount()).isGreaterThan(60);
  }
}
