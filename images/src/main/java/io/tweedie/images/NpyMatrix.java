package io.tweedie.images;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * A matrix as {@code numpy.save} writes it: float32 or float64, little-endian, row by row. Anything
 * else is refused, Python objects above all.
 */
final class NpyMatrix {

  private NpyMatrix() {}

  /**
   * Reads the numbers.
   *
   * @param file the bytes of the whole file
   * @param largestEdge the most rows or columns to accept
   * @throws IllegalArgumentException saying what else the file holds
   * @throws IOException never, as it is in memory
   */
  static double[][] read(byte[] file, int largestEdge) throws IOException {
    ByteArrayInputStream in = new ByteArrayInputStream(file);
    NpyHeader header = NpyHeader.read(in);
    boolean single = header.type().equals("<f4");
    if (!single && !header.type().equals("<f8")) {
      throw new IllegalArgumentException(
          "its numbers are of type %s, not <f4 or <f8; save array.astype('float64')"
              .formatted(header.type()));
    }
    if (header.columnMajor()) {
      throw new IllegalArgumentException(
          "it is stored column by column; save numpy.ascontiguousarray(array)");
    }
    if (header.shape().size() != 2) {
      throw new IllegalArgumentException(
          "its header lacks a 'shape' of two axes: it is " + header.shape());
    }
    int rows = edge(header.shape().get(0), largestEdge);
    int columns = edge(header.shape().get(1), largestEdge);
    ByteBuffer numbers = ByteBuffer.wrap(in.readAllBytes()).order(ByteOrder.LITTLE_ENDIAN);
    long expected = (long) rows * columns * (single ? Float.BYTES : Double.BYTES);
    if (numbers.remaining() != expected) {
      throw new IllegalArgumentException(
          "%d x %d numbers take %d bytes, but it holds %d"
              .formatted(rows, columns, expected, numbers.remaining()));
    }
    double[][] matrix = new double[rows][columns];
    for (double[] row : matrix) {
      for (int j = 0; j < columns; j++) {
        row[j] = single ? numbers.getFloat() : numbers.getDouble();
      }
    }
    return matrix;
  }

  private static int edge(int edge, int largest) {
    if (edge < 1 || edge > largest) {
      throw new IllegalArgumentException(
          "an edge of %d is not between 1 and %d".formatted(edge, largest));
    }
    return edge;
  }
}
