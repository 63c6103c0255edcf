package io.tweedie.models.checkpoint;

import java.io.IOException;
import java.io.InputStream;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** The numbers and texts of a pickle, none longer than what is left of it. */
final class PickleInput {

  private static final int MAX_INTEGER_BYTES = 256;

  private final InputStream in;
  private final long limit;
  private long position;

  /**
   * @param limit bytes that the pickle may take at most
   */
  PickleInput(InputStream in, long limit) {
    this.in = in;
    this.limit = limit;
  }

  /** Bytes read so far. */
  long position() {
    return position;
  }

  int unsigned1() throws IOException {
    int value = position < limit ? in.read() : -1;
    if (value < 0) {
      throw truncated();
    }
    position++;
    return value;
  }

  int unsigned2() throws IOException {
    return little(2).getShort() & 0xffff;
  }

  int signed4() throws IOException {
    return little(4).getInt();
  }

  long unsigned4() throws IOException {
    return Integer.toUnsignedLong(signed4());
  }

  long signed8() throws IOException {
    return little(8).getLong();
  }

  double float8() throws IOException {
    return ByteBuffer.wrap(bytes(8)).getDouble();
  }

  /** A whole number in two's complement, least byte first: a Long where it fits. */
  Object integer(long length) throws IOException {
    if (length < 0 || length > MAX_INTEGER_BYTES) {
      throw new FormatException(
          "the pickle has a whole number of %d bytes; at most %d are read"
              .formatted(length, MAX_INTEGER_BYTES));
    }
    byte[] bytes = bytes(length);
    for (int i = 0, j = bytes.length - 1; i < j; i++, j--) {
      byte low = bytes[i];
      bytes[i] = bytes[j];
      bytes[j] = low;
    }
    BigInteger value = bytes.length == 0 ? BigInteger.ZERO : new BigInteger(bytes);
    return value.bitLength() < Long.SIZE ? (Object) value.longValue() : value;
  }

  /** Text in UTF-8. */
  String text(long length) throws IOException {
    return decoded(bytes(length));
  }

  /** A byte string of Python 2, whose names are ASCII and whose data may be anything. */
  String byteText(long length) throws IOException {
    return new String(bytes(length), StandardCharsets.ISO_8859_1);
  }

  /** Text up to the end of a line. */
  String line() throws IOException {
    byte[] line = new byte[PythonName.LONGEST];
    for (int length = 0; length < line.length; length++) {
      int next = unsigned1();
      if (next == '\n') {
        return decoded(Arrays.copyOf(line, length));
      }
      line[length] = (byte) next;
    }
    throw new FormatException(
        "the pickle names a class in more than " + PythonName.LONGEST + " bytes");
  }

  byte[] bytes(long length) throws IOException {
    if (length < 0 || length > limit - position) {
      throw new FormatException(
          "the pickle claims a value of %s bytes where at most %d are left; the file is damaged, so"
                  .formatted(Long.toUnsignedString(length), limit - position)
              + " download it again");
    }
    byte[] bytes = in.readNBytes((int) length);
    if (bytes.length < length) {
      throw truncated();
    }
    position += length;
    return bytes;
  }

  private ByteBuffer little(int length) throws IOException {
    return ByteBuffer.wrap(bytes(length)).order(ByteOrder.LITTLE_ENDIAN);
  }

  private static String decoded(byte[] bytes) throws FormatException {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException e) {
      throw new FormatException("the pickle has text that is not UTF-8", e);
    }
  }

  private FormatException truncated() {
    return new FormatException(
        "the pickle breaks off after %d bytes; the file is cut short, so download it again"
            .formatted(position));
  }
}
