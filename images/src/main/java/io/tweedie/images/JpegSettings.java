package io.tweedie.images;

import com.drew.imaging.jpeg.JpegProcessingException;
import com.drew.imaging.jpeg.JpegSegmentData;
import com.drew.imaging.jpeg.JpegSegmentReader;
import com.drew.imaging.jpeg.JpegSegmentType;
import com.drew.lang.SequentialByteArrayReader;
import com.drew.lang.SequentialReader;
import com.drew.lang.StreamReader;
import io.tweedie.core.operator.Jpeg;
import io.tweedie.core.operator.JpegTable;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.ToIntFunction;
import java.util.stream.IntStream;

/**
 * How a JPEG file was compressed, by the quantisation tables and the sampling factors in its own
 * header (ITU-T T.81, B.2.2 and B.2.4.1). Its pixels are not decoded.
 *
 * @param quality from 1 to 100 as the library of the Independent JPEG Group counts: the one whose
 *     tables are nearest to the file's in the ratio of their steps
 * @param exact whether the file's tables are those of that quality, as most programs write them;
 *     some cameras and editors have tables of their own
 * @param sampling how finely colour is kept, as the field writes it, such as {@code 4:2:0}; empty
 *     for gray files
 */
public record JpegSettings(int quality, boolean exact, Optional<String> sampling) {

  private static final int LOWEST_QUALITY = 1;
  private static final int HIGHEST_QUALITY = 100;
  private static final int EDGE = 8;

  /** Where the steps that a file stores in zigzag order are in a table by row. */
  private static final int[] ZIGZAG = zigzag();

  /** The frames whose coefficients are quantised: sequential and progressive, either coding. */
  private static final Set<JpegSegmentType> FRAMES =
      EnumSet.of(
          JpegSegmentType.SOF0,
          JpegSegmentType.SOF1,
          JpegSegmentType.SOF2,
          JpegSegmentType.SOF9,
          JpegSegmentType.SOF10);

  /** The part of a frame header that tells of one component. */
  private record Component(int across, int down, int table) {}

  /**
   * Reads the header of a file.
   *
   * @return empty if the file is of another accepted format
   * @throws ImageException if the file cannot be read, is no image, or is a damaged JPEG file
   */
  public static Optional<JpegSettings> read(Path file) {
    ImageFile.requireFile(file);
    try (InputStream stream = new BufferedInputStream(Files.newInputStream(file))) {
      if (ImageFormat.of(stream, file.toString()) != ImageFormat.JPEG) {
        return Optional.empty();
      }
      return Optional.of(read(new StreamReader(stream)));
    } catch (JpegProcessingException | IOException e) {
      throw new ImageException(
          "%s is a truncated or damaged JPEG file (%s); only whole files are accepted"
              .formatted(file, e.getMessage()),
          e);
    }
  }

  /** How finely the nearest codec that {@link Jpeg} knows keeps colour. */
  public Jpeg.Chroma chroma() {
    boolean full = sampling.isEmpty() || sampling.get().equals(Jpeg.Chroma.FULL.notation());
    return full ? Jpeg.Chroma.FULL : Jpeg.Chroma.HALVED;
  }

  /** Whether that codec keeps colour as the file does. */
  public boolean isSamplingKnown() {
    return sampling.map(chroma().notation()::equals).orElse(true);
  }

  private static JpegSettings read(SequentialReader reader)
      throws JpegProcessingException, IOException {
    Set<JpegSegmentType> wanted = EnumSet.copyOf(FRAMES);
    wanted.add(JpegSegmentType.DQT);
    JpegSegmentData segments = JpegSegmentReader.readSegments(reader, wanted);
    Map<Integer, int[]> tables = new HashMap<>();
    for (byte[] segment : segments.getSegments(JpegSegmentType.DQT)) {
      addTables(segment, tables);
    }
    for (JpegSegmentType frame : FRAMES) {
      if (segments.containsSegment(frame)) {
        return of(components(segments.getSegment(frame)), tables);
      }
    }
    throw new JpegProcessingException("it has no frame of quantised coefficients");
  }

  private static JpegSettings of(Component[] components, Map<Integer, int[]> tables)
      throws JpegProcessingException {
    Component brightness = components[0];
    Optional<Component> colour =
        components.length < 3 ? Optional.empty() : Optional.of(components[1]);
    int[] luminance = tables.get(brightness.table());
    // Files of RGB, and some of YCbCr, have one table for all components.
    Optional<int[]> chrominance =
        colour.filter(c -> c.table() != brightness.table()).map(c -> tables.get(c.table()));
    if (luminance == null || (colour.isPresent() && !tables.containsKey(colour.get().table()))) {
      throw new JpegProcessingException("a quantisation table is missing");
    }
    int nearest = LOWEST_QUALITY;
    double least = Double.POSITIVE_INFINITY;
    for (int quality = LOWEST_QUALITY; quality <= HIGHEST_QUALITY; quality++) {
      double distance = distance(luminance, JpegTable.LUMINANCE.scaled(quality));
      if (chrominance.isPresent()) {
        distance += distance(chrominance.get(), JpegTable.CHROMINANCE.scaled(quality));
      }
      if (distance < least) {
        least = distance;
        nearest = quality;
      }
    }
    return new JpegSettings(nearest, least == 0, colour.map(c -> sampling(brightness, c)));
  }

  private static double distance(int[] steps, int[] reference) {
    double sum = 0;
    for (int i = 0; i < EDGE * EDGE; i++) {
      sum += Math.abs(Math.log((double) steps[i] / reference[i]));
    }
    return sum;
  }

  /**
   * The notation J:a:b, in which rows of 4 pixels have a samples of colour in the first of two rows
   * and b more in the second.
   */
  private static String sampling(Component brightness, Component colour) {
    int across = brightness.across() / colour.across();
    int down = brightness.down() / colour.down();
    int samples = 4 / Math.max(1, Math.min(4, across));
    return "4:%d:%d".formatted(samples, down > 1 ? 0 : samples);
  }

  private static Component[] components(byte[] frame) throws JpegProcessingException, IOException {
    var reader = new SequentialByteArrayReader(frame);
    reader.skip(5);
    var components = new Component[reader.getUInt8()];
    for (int i = 0; i < components.length; i++) {
      reader.skip(1);
      int factors = reader.getUInt8();
      components[i] = new Component(factors >> 4, factors & 15, reader.getUInt8());
      if (components[i].across() == 0 || components[i].down() == 0) {
        throw new JpegProcessingException("a sampling factor is zero");
      }
    }
    if (components.length == 0) {
      throw new JpegProcessingException("its frame has no components");
    }
    return components;
  }

  private static void addTables(byte[] segment, Map<Integer, int[]> tables)
      throws JpegProcessingException, IOException {
    var reader = new SequentialByteArrayReader(segment);
    while (reader.available() > 0) {
      int head = reader.getUInt8();
      boolean wide = head >> 4 != 0;
      int[] steps = new int[EDGE * EDGE];
      for (int place : ZIGZAG) {
        steps[place] = wide ? reader.getUInt16() : reader.getUInt8();
        if (steps[place] == 0) {
          throw new JpegProcessingException("a quantisation step is zero");
        }
      }
      tables.put(head & 15, steps);
    }
  }

  /** Diagonal after diagonal, up the even ones and down the odd ones. */
  private static int[] zigzag() {
    ToIntFunction<Integer> diagonal = place -> place / EDGE + place % EDGE;
    ToIntFunction<Integer> along =
        place -> diagonal.applyAsInt(place) % 2 == 0 ? place % EDGE : place / EDGE;
    return IntStream.range(0, EDGE * EDGE)
        .boxed()
        .sorted(Comparator.comparingInt(diagonal).thenComparingInt(along))
        .mapToInt(Integer::intValue)
        .toArray();
  }
}
