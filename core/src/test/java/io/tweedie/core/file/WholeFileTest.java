package io.tweedie.core.file;

import static java.nio.file.StandardOpenOption.CREATE_NEW;
import static java.nio.file.StandardOpenOption.WRITE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WholeFileTest {

  @TempDir private Path folder;

  @Test
  void makesTheFoldersAndLeavesNothingBeside() throws IOException {
    Path file = folder.resolve("a/b/table.csv");
    WholeFile.write(file, "é\n");
    WholeFile.write(file, "ö\n");
    assertThat(file).hasContent("ö\n");
    try (var beside = Files.list(file.getParent())) {
      assertThat(beside).containsExactly(file);
    }
  }

  @Test
  void whatWasThereStaysWhenWritingFails() throws IOException {
    Path file = folder.resolve("table.csv");
    WholeFile.write(file, "old");
    assertThatThrownBy(
            () ->
                WholeFile.write(
                    file,
                    part -> {
                      Files.writeString(part, "half of the n");
                      throw new IOException("disk full");
                    }))
        .hasMessage("disk full");
    assertThat(file).hasContent("old");
    try (var beside = Files.list(folder)) {
      assertThat(beside).containsExactly(file);
    }
  }

  @Test
  void anInterruptedThreadWritesToTheEnd() throws IOException {
    Path file = folder.resolve("state");
    Thread.currentThread().interrupt();
    WholeFile.write(
        file,
        part -> {
          try (FileChannel channel = FileChannel.open(part, CREATE_NEW, WRITE)) {
            channel.write(ByteBuffer.wrap(new byte[] {'w', 'h', 'o', 'l', 'e'}));
          }
        });
    assertThat(Thread.interrupted()).as("still interrupted").isTrue();
    assertThat(file).hasContent("whole");
  }

  @Test
  void othersMayReadItAsAnyNewFile() throws IOException {
    Path usual = Files.writeString(folder.resolve("usual"), "");
    Path whole = folder.resolve("whole");
    WholeFile.write(whole, "");
    if (usual.getFileSystem().supportedFileAttributeViews().contains("posix")) {
      assertThat(Files.getPosixFilePermissions(whole))
          .isEqualTo(Files.getPosixFilePermissions(usual))
          .contains(PosixFilePermission.OWNER_READ);
    }
  }
}
