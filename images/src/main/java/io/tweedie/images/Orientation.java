package io.tweedie.images;

import com.drew.imaging.jpeg.JpegMetadataReader;
import com.drew.imaging.jpeg.JpegProcessingException;
import com.drew.lang.ByteArrayReader;
import com.drew.metadata.Metadata;
import com.drew.metadata.exif.ExifIFD0Directory;
import com.drew.metadata.exif.ExifReader;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.List;

/**
 * How the stored rows and columns of a photo map to what a viewer shows: tag 0x0112 of the EXIF
 * standard (CIPA DC-008), whose value is the constant's position counted from 1.
 */
public enum Orientation {
  /** Stored as shown. */
  UPRIGHT(false, false, false),
  /** Shown mirrored left to right. */
  MIRRORED(false, true, false),
  /** Shown upside down. */
  TURNED_180(false, true, true),
  /** Shown mirrored top to bottom. */
  FLIPPED(false, false, true),
  /** Shown with rows and columns exchanged. */
  TRANSPOSED(true, false, false),
  /** Shown turned clockwise by 90 degrees. */
  TURNED_90(true, false, true),
  /** Shown with rows and columns exchanged across the other diagonal. */
  TRANSVERSED(true, true, true),
  /** Shown turned anticlockwise by 90 degrees. */
  TURNED_270(true, true, false);

  private static final byte[] PREAMBLE = {'E', 'x', 'i', 'f', 0, 0};

  private final boolean exchangesAxes;
  private final boolean mirrorsColumns;
  private final boolean mirrorsRows;

  Orientation(boolean exchangesAxes, boolean mirrorsColumns, boolean mirrorsRows) {
    this.exchangesAxes = exchangesAxes;
    this.mirrorsColumns = mirrorsColumns;
    this.mirrorsRows = mirrorsRows;
  }

  /**
   * The orientation that EXIF data state. Data without the tag, with a value outside 1..8 or that
   * cannot be understood are of an upright photo: its pixels are still good.
   *
   * @param exif with or without the preamble that JPEG files have
   */
  static Orientation ofExif(byte[] exif) {
    Metadata metadata = new Metadata();
    int start = startsWithPreamble(exif) ? PREAMBLE.length : 0;
    new ExifReader()
        .extract(new ByteArrayReader(Arrays.copyOfRange(exif, start, exif.length)), metadata);
    return of(metadata);
  }

  /**
   * The orientation that a JPEG file states, as for {@link #ofExif}.
   *
   * @throws IOException if the file ends before all metadata is seen
   */
  static Orientation ofJpeg(Content content) throws IOException {
    try (InputStream stream = content.open()) {
      return of(JpegMetadataReader.readMetadata(stream, List.of(new ExifReader())));
    } catch (JpegProcessingException malformed) {
      return UPRIGHT;
    }
  }

  private static Orientation of(Metadata metadata) {
    for (var directory : metadata.getDirectoriesOfType(ExifIFD0Directory.class)) {
      Integer tag = directory.getInteger(ExifIFD0Directory.TAG_ORIENTATION);
      if (tag != null && tag >= 1 && tag <= values().length) {
        return values()[tag - 1];
      }
    }
    return UPRIGHT;
  }

  private static boolean startsWithPreamble(byte[] exif) {
    return exif.length >= PREAMBLE.length
        && Arrays.equals(Arrays.copyOf(exif, PREAMBLE.length), PREAMBLE);
  }

  /** Width as shown of a picture stored with this width and height. */
  int width(int storedWidth, int storedHeight) {
    return exchangesAxes ? storedHeight : storedWidth;
  }

  /** Height as shown of a picture stored with this width and height. */
  int height(int storedWidth, int storedHeight) {
    return exchangesAxes ? storedWidth : storedHeight;
  }

  /** Row-major position in the shown picture of the stored pixel at column x and row y. */
  int position(int x, int y, int storedWidth, int storedHeight) {
    int column = mirrorsColumns ? storedWidth - 1 - x : x;
    int row = mirrorsRows ? storedHeight - 1 - y : y;
    return exchangesAxes ? column * storedHeight + row : row * storedWidth + column;
  }
}
