package io.tweedie.core.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

class FoldersTest {

  @TempDir private Path temp;

  @Test
  void areMadeWithThoseAboveThem() throws IOException {
    assertThat(Folders.make(temp.resolve("a/b"))).isDirectory();
    assertThat(Folders.make(temp.resolve("a/b"))).isDirectory();
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void whereNoneCanBeMadeIsNamed() {
    assertThatThrownBy(() -> Folders.make(Path.of("/proc/none/out")))
        .isExactlyInstanceOf(FileSystemException.class)
        .hasMessageContainingAll("/proc/none", "no folder can be made there");
  }
}
