package io.tweedie.models.checkpoint;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;

/** Bytes that lie in the file as they are. */
record FileRange(FileChannel channel, long start, long size) implements ByteSource {

  @Override
  public void read(long offset, ByteBuffer target) throws IOException {
    long position = start + offset;
    while (target.hasRemaining()) {
      int count = channel.read(target, position);
      if (count < 0) {
        throw new FormatException(
            "the file ends before byte " + position + "; it is cut short, so download it again");
      }
      position += count;
    }
  }
}
