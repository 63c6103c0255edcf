package io.tweedie.restore.record;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;

/** The versions that this build was made of. */
public final class Versions {

  private static final Properties BUILD = new Properties();

  static {
    try (InputStream in = Versions.class.getResourceAsStream("version.properties")) {
      BUILD.load(in);
    } catch (IOException e) {
      throw new UncheckedIOException("version.properties cannot be read", e);
    }
  }

  private Versions() {}

  /** Of this project. */
  public static String tweedie() {
    return BUILD.getProperty("tweedie");
  }

  /** Of the tensor library's presets. */
  public static String pytorch() {
    return BUILD.getProperty("pytorch");
  }
}
