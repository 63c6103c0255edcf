package io.tweedie.images;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What an array of NumPy says of itself before its numbers (NEP 1, versions 1.0 and 2.0).
 *
 * @param type of the numbers, in NumPy's words: {@code <f8} is float64, little-endian
 * @param columnMajor whether the first axis varies fastest
 * @param shape length of each axis; empty for a single number
 */
public record NpyHeader(String type, boolean columnMajor, List<Integer> shape) {

  private static final byte[] MAGIC = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y'};
  private static final int LONGEST = 4096;
  private static final int MULTIPLE = 64;
  private static final Pattern TYPE = Pattern.compile("'descr': *'([^']*)'");
  private static final Pattern ORDER = Pattern.compile("'fortran_order': *(True|False)");
  private static final Pattern SHAPE =
      Pattern.compile("'shape': *\\(((?:\\d{1,9}(?:, *\\d{1,9}){0,7},?)?)\\)");

  /** Copies the list. */
  public NpyHeader {
    shape = List.copyOf(shape);
  }

  /** Whether these are the first bytes of such an array. */
  static boolean isNpy(byte[] file) {
    return file.length >= MAGIC.length
        && ByteBuffer.wrap(file, 0, MAGIC.length).equals(ByteBuffer.wrap(MAGIC));
  }

  /**
   * Reads a header; the numbers come next.
   *
   * @throws IllegalArgumentException if there is none, saying what is there
   * @throws IOException if it cannot be read
   */
  public static NpyHeader read(InputStream in) throws IOException {
    if (!isNpy(in.readNBytes(MAGIC.length))) {
      throw new IllegalArgumentException("it is no array of NumPy");
    }
    String header = text(in);
    String order = field(header, ORDER, "'fortran_order'").group(1);
    String shape = field(header, SHAPE, "a 'shape'").group(1);
    return new NpyHeader(
        field(header, TYPE, "'descr'").group(1),
        order.equals("True"),
        Stream.of(shape.split(","))
            .map(String::strip)
            .filter(digits -> !digits.isEmpty())
            .map(Integer::valueOf)
            .toList());
  }

  private static String text(InputStream in) throws IOException {
    ByteBuffer version = taken(in, 2);
    int major = version.get();
    int minor = version.get();
    if (major != 1 && major != 2) {
      throw new IllegalArgumentException(
          "its format is version %d.%d, not 1.0 or 2.0".formatted(major, minor));
    }
    long length =
        major == 1
            ? Short.toUnsignedLong(taken(in, Short.BYTES).getShort())
            : Integer.toUnsignedLong(taken(in, Integer.BYTES).getInt());
    if (length > LONGEST) {
      throw new IllegalArgumentException(
          "its header claims %d bytes, more than an array needs".formatted(length));
    }
    return new String(taken(in, (int) length).array(), StandardCharsets.ISO_8859_1);
  }

  private static ByteBuffer taken(InputStream in, int length) throws IOException {
    byte[] bytes = in.readNBytes(length);
    if (bytes.length < length) {
      throw new IllegalArgumentException("it ends within its header");
    }
    return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  private static Matcher field(String header, Pattern pattern, String what) {
    Matcher matcher = pattern.matcher(header);
    if (!matcher.find()) {
      throw new IllegalArgumentException("its header lacks %s: %s".formatted(what, header.strip()));
    }
    return matcher;
  }

  /** The header as NumPy writes it, version 1.0; the numbers follow. */
  public byte[] bytes() {
    StringBuilder sizes = new StringBuilder();
    shape.forEach(size -> sizes.append(size).append(", "));
    String text =
        "{'descr': '%s', 'fortran_order': %s, 'shape': (%s), }"
            .formatted(type, columnMajor ? "True" : "False", sizes.toString().strip());
    int before = MAGIC.length + 2 + Short.BYTES;
    int padded = -Math.floorDiv(-(before + text.length() + 1), MULTIPLE) * MULTIPLE;
    byte[] bytes = new byte[padded];
    Arrays.fill(bytes, (byte) ' ');
    ByteBuffer.wrap(bytes)
        .order(ByteOrder.LITTLE_ENDIAN)
        .put(MAGIC)
        .put((byte) 1)
        .put((byte) 0)
        .putShort((short) (padded - before))
        .put(text.getBytes(StandardCharsets.ISO_8859_1));
    bytes[padded - 1] = '\n';
    return bytes;
  }
}
