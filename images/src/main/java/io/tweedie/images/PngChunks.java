package io.tweedie.images;

import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.zip.CRC32;
import java.util.zip.InflaterInputStream;

/**
 * What the chunks of a PNG file say besides its pixels (PNG specification, third edition). Java's
 * decoder looks neither at them nor at the checksums.
 */
final class PngChunks {

  private static final int SIGNATURE = 8;
  private static final int BUFFER = 1 << 16;
  private static final int DEPTH = 8;
  private static final int COLOUR_TYPE = 9;
  private static final int GRAY = 0;
  private static final int RGB = 2;

  /** In the colour type: a palette or three channels. */
  private static final int COLOUR = 2;

  /** Of a chunk to look into: profiles of printers have a few megabytes at most. */
  private static final int MOST_BYTES = 1 << 24;

  private static final int LONGEST_PROFILE_NAME = 80;

  /** In cHRM and gAMA whole numbers stand for this part of one. */
  private static final double UNIT = 1e-5;

  private static final Set<String> WANTED =
      Set.of("IHDR", "iCCP", "sRGB", "gAMA", "cHRM", "tRNS", "eXIf");

  private final Map<String, ByteBuffer> chunks = new HashMap<>();

  private PngChunks() {}

  /**
   * Reads all chunks up to the last.
   *
   * @throws DamageException if one is cut short or its checksum fails
   */
  static PngChunks read(Content content) throws IOException {
    PngChunks chunks = new PngChunks();
    try (DataInputStream stream = new DataInputStream(content.open())) {
      stream.skipNBytes(SIGNATURE);
      String type;
      do {
        type = chunks.readNext(stream);
      } while (!type.equals("IEND"));
    } catch (EOFException e) {
      throw new DamageException("it ends before the picture does");
    }
    return chunks;
  }

  /**
   * The levels of the one colour that is transparent, as Java's decoder gives them: of 16 bits, or
   * of 8 where the file has 8 or fewer. That decoder misses the colour itself where it scales
   * samples and where they have 16 bits.
   *
   * @return empty for files with a palette and those without such a colour
   */
  Optional<int[]> transparentColour() {
    ByteBuffer header = chunks.get("IHDR");
    ByteBuffer transparent = chunks.get("tRNS");
    int type = header.get(COLOUR_TYPE);
    int channels = type == GRAY ? 1 : 3;
    if (transparent == null
        || (type != GRAY && type != RGB)
        || transparent.capacity() < channels * Short.BYTES) {
      return Optional.empty();
    }
    int bits = header.get(DEPTH);
    int stored = (1 << bits) - 1;
    int[] levels = new int[channels];
    for (int channel = 0; channel < channels; channel++) {
      int level = transparent.getShort(channel * Short.BYTES) & stored;
      levels[channel] = bits < 8 ? level * 255 / stored : level;
    }
    return Optional.of(levels);
  }

  /** The EXIF data; nothing where there are none. */
  byte[] exif() {
    ByteBuffer chunk = chunks.get("eXIf");
    return chunk == null ? new byte[0] : chunk.array();
  }

  /**
   * The colours that samples stand for; empty where they are sRGB or the file does not say, and
   * where it says what cannot be understood.
   */
  Optional<ColourProfile> profile() {
    int channels = (chunks.get("IHDR").get(COLOUR_TYPE) & COLOUR) == 0 ? 1 : 3;
    if (chunks.containsKey("iCCP")) {
      return ColourProfile.of(inflated(chunks.get("iCCP")), channels);
    }
    if (chunks.containsKey("sRGB")) {
      return Optional.empty();
    }
    return ColourProfile.of(channels, numbers("gAMA", 1)[0], numbers("cHRM", 8));
  }

  private String readNext(DataInputStream stream) throws IOException {
    long length = Integer.toUnsignedLong(stream.readInt());
    byte[] name = stream.readNBytes(4);
    String type = new String(name, StandardCharsets.US_ASCII);
    CRC32 checksum = new CRC32();
    checksum.update(name);
    boolean wanted = WANTED.contains(type) && length <= MOST_BYTES;
    if (wanted) {
      byte[] data = stream.readNBytes((int) length);
      checksum.update(data);
      chunks.putIfAbsent(type, ByteBuffer.wrap(data));
    } else {
      byte[] buffer = new byte[(int) Math.min(BUFFER, length)];
      for (long left = length; left > 0; ) {
        int count = (int) Math.min(buffer.length, left);
        stream.readFully(buffer, 0, count);
        checksum.update(buffer, 0, count);
        left -= count;
      }
    }
    if (stream.readInt() != (int) checksum.getValue()) {
      throw new DamageException("the checksum of its chunk %s fails".formatted(printable(type)));
    }
    return type;
  }

  private static String printable(String type) {
    return type.replaceAll("[^A-Za-z]", "?");
  }

  /** The profile after its name and the compression method; nothing if that is damaged. */
  private static byte[] inflated(ByteBuffer chunk) {
    byte[] data = chunk.array();
    int end = 0;
    while (end < Math.min(data.length, LONGEST_PROFILE_NAME) && data[end] != 0) {
      end++;
    }
    int start = Math.min(end + 2, data.length);
    try (var stream =
        new InflaterInputStream(new ByteArrayInputStream(data, start, data.length - start))) {
      return stream.readNBytes(MOST_BYTES);
    } catch (IOException damaged) {
      return new byte[0];
    }
  }

  /** The numbers of a chunk; zeros where it is missing or shorter than it must be. */
  private double[] numbers(String type, int count) {
    double[] numbers = new double[count];
    ByteBuffer chunk = chunks.get(type);
    if (chunk != null && chunk.capacity() >= count * Integer.BYTES) {
      for (int i = 0; i < count; i++) {
        numbers[i] = Integer.toUnsignedLong(chunk.getInt(i * Integer.BYTES)) * UNIT;
      }
    }
    return numbers;
  }
}
