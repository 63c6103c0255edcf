package io.tweedie.images;

import io.tweedie.core.operator.Kernel;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.commons.io.ByteOrderMark;
import org.apache.commons.io.input.BOMInputStream;

/** Blur kernels in files. */
public final class KernelFile {

  private static final long MOST_BYTES_PER_WEIGHT = 32;
  private static final long LARGEST =
      MOST_BYTES_PER_WEIGHT * Kernel.LARGEST_EDGE * Kernel.LARGEST_EDGE;

  /** Before an even number of quotes. */
  private static final String OUTSIDE_QUOTES = "(?=(?:[^\"]*\"[^\"]*\")*[^\"]*$)";

  private KernelFile() {}

  /**
   * Reads a kernel: a two-dimensional NumPy array ({@code .npy}) of float32 or float64, or text
   * with one row of numbers, separated by commas, on each line. Where there are semicolons they
   * separate, and numbers may have a decimal comma, as spreadsheets of many countries write them.
   * Text is UTF-8, or UTF-16 by its byte order mark. Which of them a file is, its first bytes say.
   * The numbers are scaled to sum to one.
   *
   * @throws ImageException if the file cannot be read or holds no kernel
   */
  public static Kernel read(Path file) {
    try {
      if (Files.size(file) > LARGEST) {
        throw new ImageException(
            "kernel %s has %d bytes, more than the largest kernel of %d x %d needs"
                .formatted(file, Files.size(file), Kernel.LARGEST_EDGE, Kernel.LARGEST_EDGE));
      }
      byte[] bytes = Files.readAllBytes(file);
      return Kernel.of(
          NpyHeader.isNpy(bytes) ? NpyMatrix.read(bytes, Kernel.LARGEST_EDGE) : csv(bytes));
    } catch (NoSuchFileException e) {
      throw new ImageException("kernel %s does not exist".formatted(file), e);
    } catch (IOException e) {
      throw new ImageException(
          "kernel %s cannot be read: %s".formatted(file, ImageException.reason(e)), e);
    } catch (IllegalArgumentException e) {
      throw new ImageException("kernel %s cannot be used: %s".formatted(file, e.getMessage()), e);
    }
  }

  private static double[][] csv(byte[] bytes) throws IOException {
    String text = text(bytes);
    boolean semicolons = text.indexOf(';') >= 0;
    Pattern between = Pattern.compile((semicolons ? ";" : ",") + OUTSIDE_QUOTES);
    List<double[]> rows = new ArrayList<>();
    for (String line : text.lines().filter(l -> !l.isEmpty()).toList()) {
      int row = rows.size() + 1;
      rows.add(
          Stream.of(between.split(line, -1))
              .mapToDouble(cell -> number(unquoted(cell), semicolons, row))
              .toArray());
    }
    return rows.toArray(double[][]::new);
  }

  private static String unquoted(String cell) {
    String text = cell.strip();
    return text.length() > 1 && text.startsWith("\"") && text.endsWith("\"")
        ? text.substring(1, text.length() - 1)
        : text;
  }

  /** Text without its byte order mark, which tells how it is encoded. */
  private static String text(byte[] bytes) throws IOException {
    try (BOMInputStream stream =
        BOMInputStream.builder()
            .setByteArray(bytes)
            .setByteOrderMarks(ByteOrderMark.UTF_8, ByteOrderMark.UTF_16LE, ByteOrderMark.UTF_16BE)
            .get()) {
      Charset charset =
          stream.hasBOM() ? Charset.forName(stream.getBOMCharsetName()) : StandardCharsets.UTF_8;
      return new String(stream.readAllBytes(), charset);
    }
  }

  private static double number(String cell, boolean semicolons, int row) {
    try {
      return Double.parseDouble(semicolons ? cell.strip().replace(',', '.') : cell.strip());
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(
          "'%.20s' in row %d is no number; write numbers separated by commas, or a .npy file"
              .formatted(cell, row),
          e);
    }
  }
}
