package io.tweedie.core.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TextFileTest {

  private static final byte[] LATIN_1 = {'c', 'a', 'f', (byte) 0xe9};

  @TempDir private Path folder;

  @Test
  void readsTextInUtf8() throws IOException {
    Path file = Files.writeString(folder.resolve("a.txt"), "café\n");
    assertThat(TextFile.read(file)).isEqualTo("café\n");
  }

  @Test
  void namesWhatIsNoText() throws IOException {
    Path file = Files.write(folder.resolve("a.txt"), LATIN_1);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> TextFile.read(file))
        .withMessage(file + " is no text in UTF-8");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> TextFile.read(folder))
        .withMessage(folder + " is a folder; a file of text is needed here");
    assertThatThrownBy(() -> TextFile.read(folder.resolve("none")))
        .isInstanceOf(NoSuchFileException.class);
  }
}
