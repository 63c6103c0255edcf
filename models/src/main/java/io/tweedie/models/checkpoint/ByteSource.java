package io.tweedie.models.checkpoint;

import java.io.IOException;
import java.nio.ByteBuffer;

/** A run of bytes inside a checkpoint, such as one tensor's storage. */
interface ByteSource {

  /** Bytes in all, never more than the file can hold. */
  long size();

  /** Fills the whole target with the bytes from {@code offset} on. */
  void read(long offset, ByteBuffer target) throws IOException;
}
