package io.tweedie.train.data;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

/**
 * An array of unsigned bytes in the IDX format of MNIST (LeCun, Cortes and Burges): two zero bytes,
 * a type, the number of dimensions, each extent as a big-endian int, then the data. Plain or
 * gzipped, whatever the file is called.
 *
 * @param file where it came from
 * @param shape extents, the outermost first
 * @param data row by row
 */
record IdxFile(Path file, int[] shape, byte[] data) {

  private static final int UNSIGNED_BYTES = 0x08;
  private static final int MOST_BYTES = 1 << 30;
  private static final int GZIP = 0x1f8b;

  /**
   * Reads a file whole.
   *
   * @param dimensions that it should have
   * @throws IOException if it cannot be read, is no such file, or is shorter or longer than its
   *     header says
   */
  static IdxFile read(Path file, int dimensions) throws IOException {
    try (InputStream raw = new BufferedInputStream(Files.newInputStream(file));
        DataInputStream in = new DataInputStream(unzipped(raw))) {
      int[] shape = shape(file, in, dimensions);
      int expected = elements(file, shape);
      // Memory grows with what arrives, not with what a header claims.
      byte[] data = in.readNBytes(expected);
      if (data.length < expected) {
        throw new IOException(
            "%s ends after %d of the %d bytes of %s that its header announces; get it again"
                .formatted(file, data.length, expected, Arrays.toString(shape)));
      }
      if (in.read() != -1) {
        throw new IOException(
            "%s goes on after the %d bytes of %s that its header announces; get it again"
                .formatted(file, expected, Arrays.toString(shape)));
      }
      return new IdxFile(file, shape, data);
    } catch (EOFException e) {
      throw new IOException(file + " is cut off; get it again", e);
    } catch (ZipException e) {
      throw new IOException(file + " is a damaged gzip file; get it again", e);
    }
  }

  private static InputStream unzipped(InputStream raw) throws IOException {
    raw.mark(2);
    int signature = raw.read() << 8 | raw.read();
    raw.reset();
    return signature == GZIP ? new GZIPInputStream(raw) : raw;
  }

  private static int[] shape(Path file, DataInputStream in, int dimensions) throws IOException {
    int magic = in.readInt();
    if (magic >>> 16 != 0) {
      throw new IOException(
          "%s is no IDX file: it begins with %08x, not with two zero bytes".formatted(file, magic));
    }
    if (magic >>> 8 != UNSIGNED_BYTES) {
      throw new IOException(
          "%s holds elements of IDX type %02x; only unsigned bytes, 08, are read"
              .formatted(file, magic >>> 8));
    }
    if ((magic & 0xff) != dimensions) {
      throw new IOException(
          "%s has %d dimensions, expected %d: are images and labels exchanged?"
              .formatted(file, magic & 0xff, dimensions));
    }
    int[] shape = new int[dimensions];
    for (int i = 0; i < dimensions; i++) {
      shape[i] = in.readInt();
    }
    return shape;
  }

  private static int elements(Path file, int[] shape) throws IOException {
    long elements = 1;
    for (int extent : shape) {
      elements = extent < 1 ? -1 : elements * extent;
      if (elements < 1 || elements > MOST_BYTES) {
        throw new IOException(
            "%s announces an array of %s; every extent must be positive and all at most %d bytes"
                .formatted(file, Arrays.toString(shape), MOST_BYTES));
      }
    }
    return (int) elements;
  }
}
