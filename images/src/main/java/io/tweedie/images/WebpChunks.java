package io.tweedie.images;

import com.drew.imaging.riff.RiffHandler;
import com.drew.imaging.riff.RiffProcessingException;
import com.drew.imaging.riff.RiffReader;
import com.drew.lang.StreamReader;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What a WebP file says besides its pixels (RFC 9649, section 2.7). */
final class WebpChunks {

  private static final int RIFF_CHUNK_HEADER = 8;
  private static final int ANIMATION = 2;
  private static final int HAS_PROFILE = 32;
  private static final String FEATURES = "VP8X";
  private static final String PROFILE = "ICCP";
  private static final String EXIF = "EXIF";
  private static final Set<String> WANTED = Set.of(FEATURES, PROFILE, EXIF);
  private static final byte[] NONE = {};

  private final Map<String, byte[]> chunks;

  private WebpChunks(Map<String, byte[]> chunks) {
    this.chunks = chunks;
  }

  /**
   * Reads the chunks.
   *
   * @throws DamageException if the file is shorter than it says
   */
  static WebpChunks read(Content content) throws IOException {
    requireWhole(content);
    Map<String, byte[]> chunks = new HashMap<>();
    try (InputStream stream = content.open()) {
      new RiffReader().processRiff(new StreamReader(stream), collectingInto(chunks));
    } catch (RiffProcessingException e) {
      throw new DamageException("its chunks cannot be told apart");
    }
    return new WebpChunks(chunks);
  }

  /** Whether it shows more than one picture. */
  boolean isAnimation() {
    return has(ANIMATION);
  }

  /** The EXIF data; nothing where there are none. */
  byte[] exif() {
    return chunks.getOrDefault(EXIF, NONE);
  }

  /** The colours that samples stand for; empty where they are sRGB. */
  Optional<ColourProfile> profile() {
    if (!has(HAS_PROFILE) || !chunks.containsKey(PROFILE)) {
      return Optional.empty();
    }
    return ColourProfile.of(chunks.get(PROFILE), 3);
  }

  private boolean has(int feature) {
    byte[] features = chunks.getOrDefault(FEATURES, NONE);
    return features.length > 0 && (features[0] & feature) != 0;
  }

  private static void requireWhole(Content content) throws IOException {
    try (InputStream stream = content.open()) {
      ByteBuffer header =
          ByteBuffer.wrap(stream.readNBytes(RIFF_CHUNK_HEADER)).order(ByteOrder.LITTLE_ENDIAN);
      long expected = RIFF_CHUNK_HEADER + Integer.toUnsignedLong(header.getInt(4));
      if (content.size() < expected) {
        throw new DamageException("it has %d of %d bytes".formatted(content.size(), expected));
      }
    }
  }

  private static RiffHandler collectingInto(Map<String, byte[]> chunks) {
    return new RiffHandler() {
      @Override
      public boolean shouldAcceptRiffIdentifier(String identifier) {
        return identifier.equals("WEBP");
      }

      @Override
      public boolean shouldAcceptChunk(String fourCC) {
        return WANTED.contains(fourCC);
      }

      @Override
      public boolean shouldAcceptList(String fourCC) {
        return false;
      }

      @Override
      public void processChunk(String fourCC, byte[] payload) {
        chunks.putIfAbsent(fourCC, payload);
      }

      @Override
      public void addError(String message) {}
    };
  }
}
