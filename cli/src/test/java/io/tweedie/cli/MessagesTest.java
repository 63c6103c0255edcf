package io.tweedie.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

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

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "1 | train FILE --data .",
        "2 | evaluate --experiment FILE",
        "1 | replay FILE",
        "2 | generate --prompts FILE"
      })
  void aPictureWhereTextBelongsIsTold(int exit, String arguments) throws IOException {
    Path picture = Pictures.write(temp.resolve("photo.png"), 3, 8, 8, 1);
    Cli run = runOn(picture, arguments);
    assertThat(run.exit()).isEqualTo(exit);
    assertThat(run.err()).hasLineCount(1).contains(picture + " is no text in UTF-8");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "train FILE --data . | {a: [1 | malformed at line 1, column 7: expected ',' or ']'",
        "evaluate --experiment FILE | {a: [1 | malformed at line 1, column 7: expected ',' or ']'",
        "replay FILE | {\"command\": [ | malformed at line 1, column 14: it ends too early",
        "replay FILE | [1] | is no record of a run of restore or sample or generate",
        "replay FILE | {\"command\": [\"restore\"]} | it does not tell model: precision"
      })
  void textThatIsDamagedIsToldByItsFileAndPlace(String arguments, String text, String expected)
      throws IOException {
    Path file = Files.writeString(temp.resolve("text"), text);
    Cli run = runOn(file, arguments);
    assertThat(run.exit()).isNotZero();
    assertThat(run.err())
        .hasLineCount(1)
        .contains(file.toString(), expected)
        .doesNotMatch(NOT_FOR_READERS);
  }

  private Cli runOn(Path file, String arguments) {
    return runOn(file, arguments, temp.resolve("out"));
  }

  private static Cli runOn(Path file, String arguments, Path out) {
    String command = arguments.replace("FILE", file.toString()) + " --out " + out;
    return Cli.run((Object[]) command.split(" "));
  }

  @ParameterizedTest
  @ValueSource(strings = {"degrade FILE --task sr:2", "verify --quick"})
  @EnabledOnOs(OS.LINUX)
  @Timeout(20)
  void aFolderThatCannotBeMadeIsNamedBeforeAnyWork(String arguments) throws IOException {
    Path photo = Pictures.write(temp.resolve("photo.png"), 3, 8, 8, 1);
    Cli run = runOn(photo, arguments, Path.of("/proc/none"));
    assertThat(run.exit()).isOne();
    assertThat(run.err()).contains("/proc/none cannot be used: no folder can be made there");
  }

  @Test
  @Timeout(20)
  void soIsATableToCompareWith() {
    Path none = temp.resolve("none.csv");
    Cli run = runOn(none, "verify --quick --against FILE");
    assertThat(run.exit()).isOne();
    assertThat(run.err()).contains(none + " does not exist");
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
