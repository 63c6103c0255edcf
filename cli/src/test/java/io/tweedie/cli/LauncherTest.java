package io.tweedie.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/**
 * The script {@code tweedie}, in an installation that is built already and with a Java that only
 * tells what it was started with.
 */
@DisabledOnOs(OS.WINDOWS)
class LauncherTest {

  private static final List<String> MODULES =
      List.of("core", "images", "models", "train", "eval", "zoo", "cli", "spark");

  private static final String JAVA =
      """
      #!/usr/bin/env bash
      for argument; do
        case "$argument" in
          -XX:ArchiveClassesAtExit=*)
            sleep 0.3
            echo once >> "$PREPARED"
            : > "${argument#*=}"
            [[ -z "${DYING:-}" ]] || kill -ABRT $$
            exit ;;
        esac
      done
      printf '%s\\n' "$@"
      """;

  @TempDir Path temp;

  private Path home;
  private final Map<String, String> environment = new HashMap<>();

  @BeforeEach
  void install() throws IOException {
    Files.setPosixFilePermissions(temp, PosixFilePermissions.fromString("rwxr-xr-x"));
    Path java = temp.resolve("jdk/bin/java");
    Files.createDirectories(java.getParent());
    Files.writeString(java, JAVA);
    Files.setPosixFilePermissions(java, PosixFilePermissions.fromString("rwxr-xr-x"));
    environment.put("JAVA_HOME", temp.resolve("jdk").toString());
    environment.put("PREPARED", temp.resolve("prepared").toString());
    environment.put("XDG_CACHE_HOME", temp.resolve("cache").toString());

    home = Files.createDirectories(temp.resolve("a 100% new place"));
    Files.copy(
        Path.of("..", "tweedie"), home.resolve("tweedie"), StandardCopyOption.COPY_ATTRIBUTES);
    Files.createFile(home.resolve("pom.xml"));
    for (String module : MODULES) {
      Files.createDirectories(home.resolve(module).resolve("src/main"));
      Files.createFile(home.resolve(module).resolve("pom.xml"));
    }
    Path target = home.resolve("cli/target");
    Path version = target.resolve("classes/io/tweedie/cli/version.properties");
    Files.createDirectories(version.getParent());
    Files.writeString(version, "jvm=-Xmx2g\n");
    Files.createDirectories(target.resolve("lib"));
    Files.createFile(target.resolve("tweedie-cli.jar"));
    for (String jar : List.of("tweedie-core-0.jar", "pytorch-1-2-linux.jar")) {
      Files.createFile(target.resolve("lib").resolve(jar));
    }
    Files.writeString(
        target.resolve("classpath.txt"), "lib/tweedie-core-0.jar:lib/pytorch-1-2-linux.jar");
    Files.writeString(target.resolve("built"), "one build\n");
  }

  @Test
  void runsFromAnywhereThroughALinkAndPassesArgumentsAsTheyAre() throws Exception {
    Path link = Files.createSymbolicLink(temp.resolve("linked"), home.resolve("tweedie"));
    List<String> said = succeed(link, "restore", "my photo.png", "");
    assertThat(said).endsWith("io.tweedie.cli.Tweedie", "restore", "my photo.png", "");
    assertThat(said).contains("-Xmx2g");
    assertThat(classPath(said))
        .hasSize(3)
        .allSatisfy(jar -> assertThat(jar).exists().startsWith(home.toRealPath()));
  }

  @Test
  void jarsOfTheUsersOwnComeAfterThoseOfTheProject() throws Exception {
    List<Path> usual = classPath(succeed(home.resolve("tweedie")));
    environment.put("TWEEDIE_CLASSPATH", "mine.jar:yours.jar");
    assertThat(classPath(succeed(home.resolve("tweedie"))))
        .startsWith(usual.toArray(Path[]::new))
        .endsWith(Path.of("mine.jar"), Path.of("yours.jar"));
  }

  @Test
  void sparkComesAlongForThoseWhoAskForIt() throws Exception {
    List<Path> usual = classPath(succeed(home.resolve("tweedie"), "evaluate"));
    Path target = home.resolve("spark/target");
    assertThat(fail(List.of(), home.resolve("tweedie"), "evaluate", "--spark", "local[2]"))
        .startsWith("tweedie: --spark needs module spark, which is not built")
        .contains("-pl spark -am package")
        .hasLineCount(1);

    Path options = target.resolve("classes/io/tweedie/spark/launcher.properties");
    Files.createDirectories(options.getParent());
    Files.writeString(options, "jvm=-Dopened=1\n");
    Files.writeString(target.resolve("classpath.txt"), "spark-core.jar:spark-sql.jar");
    Files.createFile(target.resolve("tweedie-spark.jar"));
    List<String> said = succeed(home.resolve("tweedie"), "evaluate", "--spark=local[2]");
    assertThat(said).contains("-Dopened=1");
    assertThat(classPath(said))
        .startsWith(usual.toArray(Path[]::new))
        .endsWith(
            home.toRealPath().resolve("spark/target/tweedie-spark.jar"),
            Path.of("spark-core.jar"),
            Path.of("spark-sql.jar"));
    assertThat(classPath(succeed(home.resolve("tweedie"), "evaluate"))).isEqualTo(usual);
  }

  @Test
  void aMovedCheckoutRunsItsOwnJars() throws Exception {
    succeed(home.resolve("tweedie"));
    Path moved = temp.resolve("moved");
    Files.move(home, moved);
    assertThat(classPath(succeed(moved.resolve("tweedie"))))
        .hasSize(3)
        .allSatisfy(jar -> assertThat(jar).exists().startsWith(moved.toRealPath()));
    assertThat(preparations()).as("class archives hold for one place").isEqualTo(2);
    succeed(moved.resolve("tweedie"));
    assertThat(preparations()).isEqualTo(2);
  }

  @Test
  void isPreparedOnceHoweverManyStartAtATime() throws Exception {
    List<Process> running = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      running.add(start(List.of(), home.resolve("tweedie")));
    }
    for (Process process : running) {
      output(process);
    }
    assertThat(preparations()).isEqualTo(1);
  }

  @Test
  void aNewBuildIsPreparedAnew() throws Exception {
    succeed(home.resolve("tweedie"));
    Files.writeString(home.resolve("cli/target/built"), "another build\n");
    succeed(home.resolve("tweedie"));
    assertThat(preparations()).isEqualTo(2);
    try (Stream<Path> cached = Files.list(temp.resolve("cache/tweedie"))) {
      assertThat(cached.filter(file -> file.toString().endsWith(".jsa"))).hasSize(1);
    }
  }

  @Test
  void doesWithoutAnArchiveOfClassesWhereJavaDiesOfIt() throws Exception {
    environment.put("DYING", "yes");
    assertThat(succeed(home.resolve("tweedie")))
        .endsWith("io.tweedie.cli.Tweedie")
        .noneMatch(line -> line.contains("Abort"));
    succeed(home.resolve("tweedie"));
    assertThat(preparations()).isEqualTo(1);
  }

  @Test
  void needsNoHome() throws Exception {
    environment.put("HOME", null);
    assertThat(succeed(home.resolve("tweedie"))).contains("io.tweedie.cli.Tweedie");
  }

  @Test
  void unpacksAmongTemporaryFilesWhereTheCacheCannotBeWrittenTo() throws Exception {
    Path file = Files.createFile(temp.resolve("file"));
    environment.put("XDG_CACHE_HOME", file.toString());
    environment.put("HOME", file.toString());
    environment.put("TMPDIR", temp.toString());
    assertThat(succeed(home.resolve("tweedie")))
        .anyMatch(option -> option.contains("cachedir=" + temp.resolve("tweedie-cache-")));

    environment.put("TMPDIR", file.toString());
    assertThat(fail(List.of(), home.resolve("tweedie")))
        .isEqualTo(
            "tweedie: no folder to unpack libraries in; set XDG_CACHE_HOME to one that can be"
                + " written to\n");
  }

  @Test
  void runsAReadOnlyInstallationAsItIs() throws Exception {
    List<String> stranger = asStranger();
    Path cache = Files.createDirectories(temp.resolve("theirs"));
    Files.setPosixFilePermissions(cache, PosixFilePermissions.fromString("rwxrwxrwx"));
    Path prepared = Files.createFile(temp.resolve("prepared"));
    Files.setPosixFilePermissions(prepared, PosixFilePermissions.fromString("rw-rw-rw-"));
    environment.put("XDG_CACHE_HOME", cache.toString());
    Files.writeString(home.resolve("core/src/main/Younger.java"), "");
    Files.setLastModifiedTime(
        home.resolve("cli/target/built"), FileTime.from(Instant.now().minusSeconds(10)));
    readOnly(true);
    try {
      assertThat(output(start(stranger, home.resolve("tweedie"))))
          .contains("io.tweedie.cli.Tweedie");

      readOnly(false);
      Files.delete(home.resolve("cli/target/built"));
      readOnly(true);
      assertThat(fail(stranger, home.resolve("tweedie")))
          .startsWith("tweedie: not built yet, and ")
          .endsWith(" cannot be written to; let its owner run ./tweedie once\n");
    } finally {
      readOnly(false);
    }
  }

  /** Whoever runs the tests may be the one user who can write everywhere. */
  private static List<String> asStranger() {
    if (!"root".equals(System.getProperty("user.name"))) {
      return List.of();
    }
    assumeTrue(Files.isExecutable(Path.of("/usr/bin/setpriv")), "root, and no setpriv");
    return List.of("setpriv", "--reuid=65534", "--regid=65534", "--clear-groups");
  }

  private void readOnly(boolean on) throws IOException {
    try (Stream<Path> all = Files.walk(home)) {
      for (Path folder : all.filter(Files::isDirectory).toList()) {
        Files.setPosixFilePermissions(
            folder, PosixFilePermissions.fromString(on ? "r-xr-xr-x" : "rwxr-xr-x"));
      }
    }
  }

  private int preparations() throws IOException {
    return Files.readAllLines(temp.resolve("prepared")).size();
  }

  private static List<Path> classPath(List<String> said) {
    String jars = said.get(said.indexOf("-cp") + 1);
    return Arrays.stream(jars.split(":")).map(Path::of).toList();
  }

  private List<String> succeed(Path launcher, String... arguments) throws Exception {
    return output(start(List.of(), launcher, arguments));
  }

  private static List<String> output(Process process) throws Exception {
    String said = text(process);
    assertThat(process.waitFor()).as(said).isZero();
    return Arrays.asList(said.substring(0, said.length() - 1).split("\n", -1));
  }

  private String fail(List<String> prefix, Path launcher, String... arguments) throws Exception {
    Process process = start(prefix, launcher, arguments);
    String said = text(process);
    assertThat(process.waitFor()).as(said).isEqualTo(1);
    return said;
  }

  private static String text(Process process) throws IOException {
    return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
  }

  private Process start(List<String> prefix, Path launcher, String... arguments)
      throws IOException {
    List<String> command = new ArrayList<>(prefix);
    command.add(launcher.toString());
    command.addAll(List.of(arguments));
    ProcessBuilder process = new ProcessBuilder(command).directory(temp.toFile());
    environment.forEach(
        (name, value) -> {
          if (value == null) {
            process.environment().remove(name);
          } else {
            process.environment().put(name, value);
          }
        });
    return process.redirectErrorStream(true).start();
  }
}
