package io.tweedie.zoo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Pipelines on a class path of this test's own. */
class ZooPipelineTest {

  // printf 'index' | sha256sum, and printf 'weights' | sha256sum
  private static final String INDEX_HASH =
      "1bc04b5291c26a46d918139138b992d2de976d6851d0893b0476b85bfbdfc6e6";
  private static final String WEIGHTS_HASH =
      "9a129038d9a00aed0cf6a7ea059ca50a813449061ab87848cf1a13eafdf33b2c";

  @TempDir private Path temp;
  private Path jar;
  private Path cache;

  @BeforeEach
  void write() throws IOException {
    jar = temp.resolve("jar/io/tweedie/zoo");
    cache = temp.resolve("cache");
    Files.createDirectories(jar.resolve("tiny/unet"));
    Files.writeString(jar.resolve("pipelines"), "tiny\n\n");
    Files.writeString(jar.resolve("tiny/model_index.json"), "index");
    Files.writeString(jar.resolve("tiny/unet/weights.bin"), "weights");
    index(INDEX_HASH + "  ./model_index.json\n" + WEIGHTS_HASH + "  ./unet/weights.bin\n");
  }

  private void index(String text) throws IOException {
    Files.writeString(jar.resolve("tiny/SHA256SUMS"), text);
  }

  private interface Use<T> {
    T of(ClassLoader jars) throws IOException;
  }

  private <T> T with(Use<T> use) throws IOException {
    URL[] path = {temp.resolve("jar").toUri().toURL()};
    try (URLClassLoader jars = new URLClassLoader(path, null)) {
      return use.of(jars);
    }
  }

  private Path unpacked() throws IOException {
    return with(jars -> Zoo.pipeline("tiny", jars, cache));
  }

  private static long files(Path folder) throws IOException {
    try (Stream<Path> all = Files.walk(folder)) {
      return all.filter(Files::isRegularFile).count();
    }
  }

  @Test
  void areFoundOnTheClassPathAndUnpackedOnce() throws IOException {
    List<String> names = with(Zoo::pipelines);
    assertThat(names).containsExactly("tiny");

    Path folder = unpacked();

    assertThat(folder.getFileName().toString()).matches("tiny-[0-9a-f]{12}");
    assertThat(folder.resolve("unet/weights.bin")).hasContent("weights");
    assertThat(files(folder)).isEqualTo(2);
    assertThat(unpacked()).isEqualTo(folder);
  }

  @Test
  void whatAStoppedCallLeftOutIsUnpackedLater() throws IOException {
    Path folder = unpacked();
    Files.delete(folder.resolve("unet/weights.bin"));
    Files.delete(folder.resolve("unet"));

    assertThat(unpacked().resolve("unet/weights.bin")).hasContent("weights");
  }

  @Test
  void aFileOfAnotherHashIsRefusedAndLeavesNothing() throws IOException {
    Files.writeString(jar.resolve("tiny/unet/weights.bin"), "others");

    assertThatExceptionOfType(IOException.class)
        .isThrownBy(this::unpacked)
        .withMessage("the zoo's weights.bin is not the file that SHA256SUMS lists; build it again");
    assertThat(files(cache)).as("the index alone").isEqualTo(1);
  }

  @Test
  void anotherIndexIsAnotherVersion() throws IOException {
    Path folder = unpacked();
    index(INDEX_HASH + "  model_index.json\n");

    assertThat(unpacked()).isNotEqualTo(folder);
  }

  @ParameterizedTest
  @ValueSource(strings = {"../outside", "/outside", "unet/../../outside", "..", "a b"})
  void pathsOutsideTheFolderAreRefused(String path) throws IOException {
    index(INDEX_HASH + "  " + path + "\n");

    assertThatExceptionOfType(IOException.class)
        .isThrownBy(this::unpacked)
        .withMessageContaining("expected a hash and the path of a file below it");
  }

  @Test
  void aFileThatIsNotThereIsNamed() throws IOException {
    Files.delete(jar.resolve("tiny/model_index.json"));

    assertThatExceptionOfType(IOException.class)
        .isThrownBy(this::unpacked)
        .withMessageContaining("lacks model_index.json of model tiny");
  }
}
