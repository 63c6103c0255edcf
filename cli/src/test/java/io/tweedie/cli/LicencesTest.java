package io.tweedie.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The inventory of what is others' leaves nothing out. */
class LicencesTest {

  private static final Path ROOT = Path.of("..");

  /** Paths of files, and of folders with a slash at their end, that are no names of jars' files. */
  private static final Pattern LISTED = Pattern.compile("`([\\w.-]+/[\\w./-]+)`");

  /** Where there are files that nobody would call program text. */
  private static final Pattern WATCHED =
      Pattern.compile(
          "(?:[\\w-]+/src/(?:main|test)/resources|parity/golden|docs/images|experiments/images)/.*"
              + "|examples/[^/]+\\.(?:png|jpg)");

  private static Set<String> listed() throws IOException {
    String inventory = Files.readString(ROOT.resolve("docs/licences.md"));
    return LISTED
        .matcher(inventory)
        .results()
        .map(found -> found.group(1))
        .filter(path -> WATCHED.matcher(path).matches())
        .collect(Collectors.toSet());
  }

  private static List<String> watched() throws IOException {
    try (Stream<Path> modules = Files.list(ROOT)) {
      return modules
          .filter(module -> !module.getFileName().toString().startsWith("."))
          .filter(Files::isDirectory)
          .flatMap(LicencesTest::files)
          .filter(path -> WATCHED.matcher(path).matches())
          .filter(path -> !path.contains("/META-INF/services/"))
          .toList();
    }
  }

  private static Stream<String> files(Path module) {
    return Stream.of("src/main/resources", "src/test/resources", "golden", "images", ".")
        .map(module::resolve)
        .filter(Files::isDirectory)
        .flatMap(folder -> below(folder, folder.endsWith(".") ? 1 : Integer.MAX_VALUE))
        .map(file -> ROOT.relativize(file.normalize()).toString().replace('\\', '/'));
  }

  private static Stream<Path> below(Path folder, int depth) {
    try (Stream<Path> files = Files.walk(folder, depth)) {
      return files.filter(Files::isRegularFile).toList().stream();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void everyResourceIsListed() throws IOException {
    Set<String> listed = listed();
    List<String> watched = watched();
    assertThat(watched).contains("examples/cat.png", "experiments/images/cat.jpg");
    assertThat(watched.stream().filter(file -> listed.stream().noneMatch(covers(file))))
        .as("files of which docs/licences.md must say whose they are")
        .isEmpty();
  }

  private static Predicate<String> covers(String file) {
    return path -> path.endsWith("/") ? file.startsWith(path) : file.equals(path);
  }

  @Test
  void everythingListedIsThere() throws IOException {
    assertThat(listed()).isNotEmpty().allSatisfy(path -> assertThat(ROOT.resolve(path)).exists());
  }
}
