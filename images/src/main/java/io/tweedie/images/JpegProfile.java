package io.tweedie.images;

import com.drew.imaging.jpeg.JpegProcessingException;
import com.drew.imaging.jpeg.JpegSegmentReader;
import com.drew.imaging.jpeg.JpegSegmentType;
import com.drew.lang.StreamReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The ICC profile of a JPEG file, which is spread over segments (ICC.1:2010, annex B.4). */
final class JpegProfile {

  private static final byte[] LABEL = "ICC_PROFILE\0".getBytes(StandardCharsets.US_ASCII);

  /** After the label, the number of the part and how many there are. */
  private static final int PART_HEADER = LABEL.length + 2;

  private JpegProfile() {}

  /**
   * The profile of gray samples; those of colours the decoder applies itself.
   *
   * @return empty if there is none
   */
  static Optional<ColourProfile> ofGray(Content content) throws IOException {
    try (InputStream stream = content.open()) {
      var segments =
          JpegSegmentReader.readSegments(new StreamReader(stream), List.of(JpegSegmentType.APP2));
      Map<Integer, byte[]> parts = new TreeMap<>();
      for (byte[] segment : segments.getSegments(JpegSegmentType.APP2)) {
        if (segment.length >= PART_HEADER
            && Arrays.equals(segment, 0, LABEL.length, LABEL, 0, LABEL.length)) {
          parts.put(Byte.toUnsignedInt(segment[LABEL.length]), segment);
        }
      }
      var profile = new ByteArrayOutputStream();
      parts.values().forEach(p -> profile.write(p, PART_HEADER, p.length - PART_HEADER));
      return ColourProfile.of(profile.toByteArray(), 1);
    } catch (JpegProcessingException malformed) {
      return Optional.empty();
    }
  }
}
