package io.tweedie.models.checkpoint;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;

/** One record of a zip, stored or deflated. */
record ZipRecord(ZipFile zip, ZipEntry entry) implements ByteSource {

  private static final int CHUNK = 1 << 20;

  @Override
  public long size() {
    return entry.getSize();
  }

  @Override
  public void read(long offset, ByteBuffer target) throws IOException {
    byte[] chunk = new byte[Math.min(CHUNK, target.remaining())];
    try (InputStream in = zip.getInputStream(entry)) {
      in.skipNBytes(offset);
      while (target.hasRemaining()) {
        int count = in.read(chunk, 0, Math.min(chunk.length, target.remaining()));
        if (count < 0) {
          throw new EOFException("no more bytes");
        }
        target.put(chunk, 0, count);
      }
    } catch (ZipException | EOFException e) {
      throw damaged(e);
    }
  }

  private FormatException damaged(IOException cause) {
    return new FormatException(
        "record %s of the zip is damaged (%s); download the file again"
            .formatted(FormatException.quoted(entry.getName()), cause.getMessage()),
        cause);
  }
}
