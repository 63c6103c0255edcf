package io.tweedie.models.checkpoint;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** A safetensors file open for reading (https://github.com/huggingface/safetensors#format). */
public final class SafetensorsFile extends CheckpointFile {

  private SafetensorsFile(Path file, FileChannel channel, Contents contents) {
    super(file, channel, contents);
  }

  /**
   * Opens a file and checks its header.
   *
   * @throws CheckpointException if the file is missing, damaged or of another kind
   */
  public static SafetensorsFile open(Path file) {
    try {
      FileChannel channel = FileChannel.open(file, StandardOpenOption.READ);
      try {
        return new SafetensorsFile(file, channel, SafetensorsHeader.read(channel));
      } catch (IOException | RuntimeException e) {
        channel.close();
        throw e;
      }
    } catch (IOException e) {
      throw CheckpointException.of(file, e);
    }
  }
}
