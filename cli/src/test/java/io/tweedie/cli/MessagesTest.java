package io.tweedie.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What stands after "tweedie:" when arguments make no sense. */
class MessagesTest {

  private static final String NOT_FOR_READERS =
      "(?s).*(\\b[a-z]+(\\.[a-z0-9_]+)+\\.[A-Z]\\w*|\\w(Exception|Error)\\b|\\bnull\\b|an int\\b|a"
          + " long\\b|a double\\b).*";

  @TempDir Path temp;

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--threads abc | Invalid value for option '--threads': 'abc' is not a whole number",
        "--threads 2.5 | Invalid value for option '--threads': '2.5' is not a whole number",
        "--seed 1e3 | Invalid value for option '--seed': '1e3' is not a whole number",
        "--threads 3000000000 | '3000000000' is not a number from -2147483648 to 2147483647",
        "--seed 9223372036854775808 | is not a number from -9223372036854775808 to",
        "--sigma much | Invalid value for option '--sigma': 'much' is not a number",
        "--sigma NaN | Invalid value for option '--sigma': 'NaN' is not a number",
        "--eta 1e999 | Invalid value for option '--eta': '1e999' is not a number",
        "--task sr:x | sr:x",
        "--no-such | Unknown option",
        "--threads | Missing required parameter for option '--threads' (N)"
      })
  void speakTheLanguageOfTheCommandLine(String arguments, String expected) {
    List<Object> all = new ArrayList<>(List.of("restore", "photo.png", "--task", "sr:2"));
    all.addAll(List.of(arguments.split(" ")));
    Cli run = Cli.run(all.toArray());
    assertThat(run.exit()).isEqualTo(2);
    assertThat(run.err())
        .startsWith("tweedie: ")
        .contains(expected)
        .hasLineCount(1)
        .doesNotMatch(NOT_FOR_READERS);
  }

  @Test
  void aPictureWhereTextBelongsIsToldInWords() throws IOException {
    Path picture = Pictures.write(temp.resolve("photo.png"), 3, 8, 8, 1);
    Cli run = Cli.run("train", picture, "--data", temp, "--out", temp.resolve("out"));
    assertThat(run.exit()).isNotZero();
    assertThat(run.err()).contains("none in UTF-8").doesNotContain("Input length");
  }

  @Test
  void aNameThatNoFileCanHaveIsRefused() {
    Cli run = Cli.run("restore", "pho\0to.png", "--task", "sr:2");
    assertThat(run.exit()).isEqualTo(2);
    assertThat(run.err()).contains("cannot name a file").doesNotMatch(NOT_FOR_READERS);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--threads 1000000 | --threads must be from 1 to ",
        "--threads 0 | --threads must be from 1 to ",
        "--samples 1000000 | --samples must be from 1 to 10000, got 1000000",
        "--samples 0 | --samples must be from 1 to 10000, got 0"
      })
  void numbersThatWouldKeepTheMachineBusyForDaysAreRefused(String arguments, String expected)
      throws Exception {
    Path photo = temp.resolve("photo.png");
    Pictures.write(photo, 3, 8, 8, 1);
    Path model = TinyModel.in(temp.resolve("model"));
    String[] option = arguments.split(" ");
    Cli restored =
        Cli.run(
            "restore",
            photo,
            "--task",
            "sr:2",
            "--model",
            model,
            "--out",
            temp.resolve("out"),
            option[0],
            option[1]);
    assertThat(restored.exit()).as(restored.err()).isEqualTo(2);
    assertThat(restored.err()).contains(expected).hasLineCount(1);
    Cli evaluated =
        Cli.run(
            "evaluate",
            "--images",
            temp,
            "--tasks",
            "sr:2",
            "--solvers",
            "ddnm",
            "--model",
            model,
            "--out",
            temp.resolve("out"),
            option[0],
            option[1]);
    assertThat(evaluated.exit()).as(evaluated.err()).isEqualTo(2);
    assertThat(evaluated.err()).contains(expected).hasLineCount(1);
  }

  @ParameterizedTest
  @CsvSource({"-n, 1000000, --cols, 4", "--rows, 1000, --cols, 1000"})
  void soAreSheetsOfMoreImagesThanAnybodyLooksAt(String a, String m, String b, String n)
      throws Exception {
    Path model = TinyModel.in(temp.resolve("model"));
    Cli run = Cli.run("sample", "--model", model, a, m, b, n, "--out", temp.resolve("out"));
    assertThat(run.exit()).as(run.err()).isEqualTo(2);
    assertThat(run.err()).contains("must be from 1 to 10000, got 1000000").hasLineCount(1);
  }
}
