package io.tweedie.models.checkpoint;

import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.assertj.core.api.ThrowableAssertAlternative;

/** Puts bytes on disk and expects that they are refused. */
record HostileFile(Path path) {

  static HostileFile of(Path folder, byte[] bytes) {
    try {
      return new HostileFile(Files.write(folder.resolve("hostile.bin"), bytes));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Opening or reading fails with the one kind of error, which names the file. */
  ThrowableAssertAlternative<CheckpointException> refused() {
    return assertThatExceptionOfType(CheckpointException.class)
        .isThrownBy(() -> Values.readAll(path))
        .withMessageStartingWith(path + ": ");
  }

  /** Already opening fails. */
  ThrowableAssertAlternative<CheckpointException> refusedOnOpening() {
    return assertThatExceptionOfType(CheckpointException.class)
        .isThrownBy(() -> Checkpoint.open(path).close())
        .withMessageStartingWith(path + ": ");
  }
}
