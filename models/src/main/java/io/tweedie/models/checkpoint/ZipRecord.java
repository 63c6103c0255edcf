package io.tweedie.models.checkpoint;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;

/**
 * One record of a zip, stored or deflated. Gives no byte of it before its checksum was found right.
 */
final class ZipRecord implements ByteSource {

  private static final int CHUNK = 1 << 20;

  /** What torch writes where it was told not to compute checksums. */
  private static final long NOT_COMPUTED = 0;

  private final ZipFile zip;
  private final ZipEntry entry;
  private volatile boolean verified;

  ZipRecord(ZipFile zip, ZipEntry entry) {
    this.zip = zip;
    this.entry = entry;
    this.verified = entry.getCrc() == NOT_COMPUTED;
  }

  String name() {
    return entry.getName();
  }

  @Override
  public long size() {
    return entry.getSize();
  }

  /** Whether reading any part means to unpack all that stands before it. */
  boolean isPacked() {
    return entry.getMethod() != ZipEntry.STORED;
  }

  @Override
  public void read(long offset, ByteBuffer target) throws IOException {
    CRC32 checksum = verified ? null : new CRC32();
    try (InputStream in = zip.getInputStream(entry)) {
      byte[] chunk = new byte[(int) Math.min(CHUNK, Math.max(1, size()))];
      if (checksum == null) {
        in.skipNBytes(offset);
      } else {
        pass(in, offset, chunk, checksum);
      }
      while (target.hasRemaining()) {
        int count = in.readNBytes(chunk, 0, Math.min(chunk.length, target.remaining()));
        if (count == 0) {
          throw new EOFException("no more bytes");
        }
        target.put(chunk, 0, count);
        if (checksum != null) {
          checksum.update(chunk, 0, count);
        }
      }
      if (checksum != null) {
        pass(in, Long.MAX_VALUE, chunk, checksum);
        verify(checksum.getValue());
      }
    } catch (ZipException | EOFException e) {
      throw damaged(e.getMessage(), e);
    }
  }

  /** Reads over bytes of which only the checksum is wanted, to the end at most. */
  private static void pass(InputStream in, long length, byte[] chunk, CRC32 checksum)
      throws IOException {
    for (long left = length; left > 0; ) {
      int count = in.readNBytes(chunk, 0, (int) Math.min(chunk.length, left));
      if (count == 0) {
        return;
      }
      checksum.update(chunk, 0, count);
      left -= count;
    }
  }

  private void verify(long checksum) throws FormatException {
    if (checksum != entry.getCrc()) {
      throw damaged(
          "its checksum should be %08x and is %08x".formatted(entry.getCrc(), checksum), null);
    }
    verified = true;
  }

  private FormatException damaged(String how, IOException cause) {
    return new FormatException(
        "record %s of the zip is damaged (%s); download the file again"
            .formatted(FormatException.quoted(name()), how),
        cause);
  }
}
