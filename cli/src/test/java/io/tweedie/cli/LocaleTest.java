package io.tweedie.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The command in a process of its own, where digits are Arabic unless told otherwise. */
class LocaleTest {

  @TempDir Path temp;

  private Process start(Object... arguments) throws IOException {
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    List<String> command = new ArrayList<>(List.of(java, "-Duser.language=ar"));
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
    String printed = new String(sample.getInputStream().readAllBytes());
    assertThat(sample.waitFor()).as(printed).isZero();
    assertThat(out)
        .isDirectoryContaining("glob:**sample-000.png")
        .isDirectoryContaining("glob:**sample-001.png");

    Process refused = start("restore", "a.png", "--task", "sr:300");
    assertThat(new String(refused.getInputStream().readAllBytes())).contains("from 2 to 64");
    assertThat(refused.waitFor()).isEqualTo(2);
  }
}
