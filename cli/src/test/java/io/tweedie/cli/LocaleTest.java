package io.tweedie.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The command in a process of its own, where digits are Arabic unless told otherwise. */
class LocaleTest {

  @TempDir Path temp;

  private static String java() {
    return Path.of(System.getProperty("java.home"), "bin", "java").toString();
  }

  private static String printed(Process process) throws IOException {
    return new String(process.getInputStream().readAllBytes(), UTF_8);
  }

  private static Process start(Object... arguments) throws IOException {
    List<String> command = new ArrayList<>(List.of(java(), "-Duser.language=ar"));
    command.addAll(List.of("-Duser.country=EG", "-cp", System.getProperty("java.class.path")));
    command.add(Tweedie.class.getName());
    for (Object argument : arguments) {
      command.add(argument.toString());
    }
    return new ProcessBuilder(command).redirectErrorStream(true).start();
  }

  @Test
  void filesAndMessagesHaveTheSameDigitsInEveryCountry() throws Exception {
    Path model = TinyModel.in(temp.resolve("model"));
    Path out = temp.resolve("out");
    Process sample =
        start(
            "sample",
            "--model",
            model,
            "--steps",
            2,
            "-n",
            2,
            "--each",
            "--threads",
            1,
            "--out",
            out);
    String printed = printed(sample);
    assertThat(sample.waitFor()).as(printed).isZero();
    assertThat(out)
        .isDirectoryContaining("glob:**sample-000.png")
        .isDirectoryContaining("glob:**sample-001.png");

    Process refused = start("restore", "a.png", "--task", "sr:300");
    assertThat(printed(refused)).contains("from 2 to 64");
    assertThat(refused.waitFor()).isEqualTo(2);
  }

  /** Java opens such files only in a locale that has their letters, so the launcher takes one. */
  @Test
  void filesNamedInOtherScriptsAreFoundInALocaleOfAsciiAlone() throws Exception {
    assumeTrue(Files.isExecutable(Path.of("/usr/bin/locale")), "no locale to ask");
    String ofLauncher =
        Files.readAllLines(Path.of("..", "tweedie")).stream()
            .filter(line -> line.startsWith("if [[ \"$(locale charmap"))
            .findFirst()
            .orElseThrow();
    Pictures.write(temp.resolve("a.png"), 3, 16, 16, 1);
    String script =
        String.join(
            "\n",
            "cd '" + temp + "'",
            "cp a.png $'\\xd1\\x84.png'",
            ofLauncher,
            "exec '%s' -cp '%s' %s metrics a.png $'\\xd1\\x84.png'"
                .formatted(java(), absoluteClassPath(), Tweedie.class.getName()));
    ProcessBuilder bash = new ProcessBuilder("bash", "-c", script).redirectErrorStream(true);
    bash.environment().put("LC_ALL", "C");
    Process metrics = bash.start();
    assertThat(printed(metrics)).contains("psnr");
    assertThat(metrics.waitFor()).isZero();
  }

  private static String absoluteClassPath() {
    return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
        .map(entry -> Path.of(entry).toAbsolutePath().toString())
        .collect(Collectors.joining(File.pathSeparator));
  }
}
