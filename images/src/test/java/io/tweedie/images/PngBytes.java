package io.tweedie.images;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32;
import java.util.zip.DeflaterOutputStream;

/** PNG files with any chunk, for what encoders do not write. */
final class PngBytes {

  static final int GRAY = 0;
  static final int RGB = 2;
  static final int PALETTE = 3;

  private static final byte[] SIGNATURE = {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'};

  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

  /** The signature and the header. */
  PngBytes(int width, int height, int bits, int colourType) {
    bytes.writeBytes(SIGNATURE);
    ByteBuffer header = ByteBuffer.allocate(13).putInt(width).putInt(height);
    chunk("IHDR", header.put((byte) bits).put((byte) colourType).array());
  }

  /** A chunk of whole numbers. */
  PngBytes chunk(String type, int... numbers) {
    ByteBuffer data = ByteBuffer.allocate(Integer.BYTES * numbers.length);
    data.asIntBuffer().put(numbers);
    return chunk(type, data.array());
  }

  PngBytes chunk(String type, byte[] data) {
    byte[] name = type.getBytes(StandardCharsets.US_ASCII);
    CRC32 checksum = new CRC32();
    checksum.update(name);
    checksum.update(data);
    try {
      var stream = new DataOutputStream(bytes);
      stream.writeInt(data.length);
      stream.write(name);
      stream.write(data);
      stream.writeInt((int) checksum.getValue());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return this;
  }

  /** A chunk iCCP. */
  PngBytes profile(byte[] icc) {
    var data = new ByteArrayOutputStream();
    data.writeBytes(new byte[] {'p', 0, 0});
    data.writeBytes(deflated(icc));
    return chunk("iCCP", data.toByteArray());
  }

  /** The rows, each after the number of its filter, and the end. */
  byte[] pixels(byte[]... rows) {
    var raw = new ByteArrayOutputStream();
    for (byte[] row : rows) {
      raw.write(0);
      raw.writeBytes(row);
    }
    return chunk("IDAT", deflated(raw.toByteArray()))
        .chunk("IEND", new byte[0])
        .bytes
        .toByteArray();
  }

  private static byte[] deflated(byte[] data) {
    var bytes = new ByteArrayOutputStream();
    try (var stream = new DeflaterOutputStream(bytes)) {
      stream.write(data);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }
}
