package io.tweedie.cli.terminal;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import picocli.CommandLine.TypeConversionException;

/** Values of options from their text, refused in words of the command line. */
public final class Arguments {

  private Arguments() {}

  /** A whole number of 32 bits. */
  public static int integer(String text) {
    return (int) whole(text, Integer.MIN_VALUE, Integer.MAX_VALUE);
  }

  /** A whole number of 64 bits. */
  public static long longInteger(String text) {
    return whole(text, Long.MIN_VALUE, Long.MAX_VALUE);
  }

  private static long whole(String text, long least, long most) {
    try {
      long value = Long.parseLong(text);
      if (least <= value && value <= most) {
        return value;
      }
    } catch (NumberFormatException e) {
      if (!text.matches("[+-]?\\d+")) {
        throw new TypeConversionException("'%s' is not a whole number".formatted(text));
      }
    }
    throw new TypeConversionException(
        "'%s' is not a number from %d to %d".formatted(text, least, most));
  }

  /** A finite number. */
  public static double number(String text) {
    try {
      double value = Double.parseDouble(text);
      if (Double.isFinite(value)) {
        return value;
      }
    } catch (NumberFormatException e) {
      // Told below.
    }
    throw new TypeConversionException("'%s' is not a number".formatted(text));
  }

  /** A file or folder, which need not exist. */
  public static Path path(String text) {
    try {
      return Path.of(text);
    } catch (InvalidPathException e) {
      throw new TypeConversionException("'%s' cannot name a file".formatted(text));
    }
  }
}
