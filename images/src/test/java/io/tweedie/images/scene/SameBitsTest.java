package io.tweedie.images.scene;

import static org.assertj.core.api.Assertions.assertThat;

import io.tweedie.core.random.RandomStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Scenes, captions and pictures are the same bits, however Java runs. */
class SameBitsTest {

  private static final String HASH =
      "4b328d2ebdbbb6c8294ef350d51ad867d768b3d0b2e64a76bc93189c6e974c63";

  /** Prints the hash of 24 pictures and their captions. */
  public static void main(String[] arguments) throws NoSuchAlgorithmException {
    System.out.print(hash());
  }

  private static String hash() throws NoSuchAlgorithmException {
    SceneGrammar grammar = new SceneGrammar(new RandomStream(1));
    SceneRenderer renderer = new SceneRenderer(64);
    MessageDigest digest = MessageDigest.getInstance("SHA-256");
    for (int i = 0; i < 24; i++) {
      CaptionedScene drawn = grammar.draw(CaptionLength.values()[i % 3]);
      digest.update(renderer.levels(drawn.scene()));
      digest.update(drawn.caption().text().getBytes(StandardCharsets.UTF_8));
    }
    return HexFormat.of().formatHex(digest.digest());
  }

  @Test
  void asWasRecorded() throws NoSuchAlgorithmException {
    assertThat(hash()).isEqualTo(HASH);
  }

  @ParameterizedTest
  @ValueSource(strings = {"-Xint", "-XX:TieredStopAtLevel=1", "-XX:-TieredCompilation"})
  void withoutAndWithOnlyCompiledCode(String option) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of(option, "-cp", System.getProperty("java.class.path")));
    command.add(SameBitsTest.class.getName());
    Process java =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();

    assertThat(java.inputReader(StandardCharsets.UTF_8).readLine()).isEqualTo(HASH);
  }
}
