package io.tweedie.images;

import com.drew.imaging.jpeg.JpegProcessingException;
import com.drew.imaging.jpeg.JpegSegmentData;
import com.drew.imaging.jpeg.JpegSegmentReader;
import com.drew.imaging.jpeg.JpegSegmentType;
import com.drew.lang.StreamReader;
import io.tweedie.core.operator.Jpeg;
import io.tweedie.core.operator.Shape;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * How a JPEG file was compressed, as its own tables tell (ITU-T T.81, 1992, B.2.2 and B.2.4.1).
 *
 * @param quality the quality of the library of the Independent JPEG Group whose tables are nearest
 * @param standard whether they are the file's very tables; some programs and cameras have their own
 * @param chroma how finely colour is kept; of what is not known here, the nearest
 * @param sampling how finely colour is kept, in the notation of the field, such as 4:2:2; gray for
 *     a picture without colour
 */
public record JpegCoding(int quality, boolean standard, Jpeg.Chroma chroma, String sampling) {

  private static final int EDGE = 8;
  private static final int STEPS = EDGE * EDGE;
  private static final int LARGEST_QUALITY = 100;
  private static final String GRAY = "gray";

  private static final Set<JpegSegmentType> FRAMES =
      EnumSet.of(
          JpegSegmentType.SOF0, JpegSegmentType.SOF1, JpegSegmentType.SOF2, JpegSegmentType.SOF9);

  /**
   * Reads how a file was compressed.
   *
   * @return empty if it is no JPEG file
   * @throws ImageException if it cannot be read, or is a JPEG file without tables
   */
  public static Optional<JpegCoding> read(Path file) {
    try {
      byte[] content = Files.readAllBytes(file);
      if (ImageFormat.of(content, file.toString()) != ImageFormat.JPEG) {
        return Optional.empty();
      }
      Set<JpegSegmentType> wanted = EnumSet.copyOf(FRAMES);
      wanted.add(JpegSegmentType.DQT);
      JpegSegmentData segments =
          JpegSegmentReader.readSegments(
              new StreamReader(new ByteArrayInputStream(content)), wanted);
      return Optional.of(of(segments, file));
    } catch (IOException | JpegProcessingException e) {
      throw new ImageException("%s cannot be read as a JPEG file".formatted(file), e);
    }
  }

  private static JpegCoding of(JpegSegmentData segments, Path file) {
    int[][] tables = new int[4][];
    for (byte[] segment : segments.getSegments(JpegSegmentType.DQT)) {
      readTables(segment, tables);
    }
    byte[] frame =
        FRAMES.stream()
            .map(segments::getSegment)
            .filter(found -> found != null)
            .findFirst()
            .orElseThrow(() -> new ImageException(file + " tells no quantisation of JPEG"));
    int components = frame[5];
    int[] luminance = tables[frame[8] & 3];
    int[] chrominance = components < 3 ? null : tables[frame[11] & 3];
    if (luminance == null || components >= 3 && chrominance == null) {
      throw new ImageException(file + " lacks the quantisation tables of JPEG");
    }
    int quality =
        IntStream.rangeClosed(1, LARGEST_QUALITY)
            .boxed()
            .min(
                (a, b) ->
                    Double.compare(
                        distance(a, luminance, chrominance), distance(b, luminance, chrominance)))
            .orElseThrow();
    boolean standard = distance(quality, luminance, chrominance) == 0;
    if (components < 3) {
      return new JpegCoding(quality, standard, Jpeg.Chroma.HALVED, GRAY);
    }
    int across = (frame[7] >> 4) / Math.max(1, frame[10] >> 4);
    int down = (frame[7] & 15) / Math.max(1, frame[10] & 15);
    Jpeg.Chroma nearest = across * down == 1 ? Jpeg.Chroma.FULL : Jpeg.Chroma.HALVED;
    return new JpegCoding(quality, standard, nearest, notation(across, down));
  }

  /** J:a:b for 4 columns and 2 rows of brightness (ITU-R BT.601 and its successors). */
  private static String notation(int across, int down) {
    int first = 4 / Math.max(1, across);
    return "4:%d:%d".formatted(first, down == 1 ? first : 0);
  }

  /** A segment holds one table or more, each in zigzag order and of 8 or 16 bits a step. */
  private static void readTables(byte[] segment, int[][] tables) {
    int position = 0;
    while (position < segment.length) {
      int wide = segment[position] >> 4 & 1;
      int[] table = new int[STEPS];
      int destination = segment[position++] & 3;
      for (int i = 0; i < STEPS && position + wide < segment.length; i++) {
        int step = segment[position++] & 0xFF;
        table[zigzag(i)] = wide == 0 ? step : step << 8 | segment[position++] & 0xFF;
      }
      tables[destination] = table;
    }
  }

  /** The place by rows of the value at a place in zigzag order (figure A.6). */
  private static int zigzag(int index) {
    int diagonal = 0;
    int before = 0;
    while (index - before >= length(diagonal)) {
      before += length(diagonal++);
    }
    int along = index - before + Math.max(0, diagonal - EDGE + 1);
    int row = diagonal % 2 == 0 ? diagonal - along : along;
    return row * EDGE + diagonal - row;
  }

  private static int length(int diagonal) {
    return diagonal < EDGE ? diagonal + 1 : 2 * EDGE - 1 - diagonal;
  }

  /** How far tables are from those of a quality: differences of logarithms, as steps multiply. */
  private static double distance(int quality, int[] luminance, int[] chrominance) {
    Jpeg codec = new Jpeg(new Shape(3, EDGE, EDGE), quality, Jpeg.Chroma.HALVED);
    double ofBrightness = distance(codec.luminanceTable(), luminance);
    return chrominance == null
        ? ofBrightness
        : ofBrightness + distance(codec.chrominanceTable(), chrominance);
  }

  private static double distance(int[] expected, int[] found) {
    return IntStream.range(0, STEPS)
        .mapToDouble(i -> Math.abs(Math.log((double) expected[i] / Math.max(1, found[i]))))
        .sum();
  }

  /** Whether the codec known here keeps colour as the file does. */
  public boolean knownSampling() {
    return sampling.equals(GRAY) || sampling.equals(chroma.notation());
  }
}
