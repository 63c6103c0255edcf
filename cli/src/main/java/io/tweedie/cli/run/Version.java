package io.tweedie.cli.run;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;
import picocli.CommandLine.IVersionProvider;

/** The versions that this build was made of. */
public final class Version implements IVersionProvider {

  private static final Properties BUILD = new Properties();

  static {
    try (InputStream in = Version.class.getResourceAsStream("/io/tweedie/cli/version.properties")) {
      BUILD.load(in);
    } catch (IOException e) {
      throw new UncheckedIOException("version.properties cannot be read", e);
    }
  }

  public static String tweedie() {
    return BUILD.getProperty("tweedie");
  }

  public static String pytorch() {
    return BUILD.getProperty("pytorch");
  }

  @Override
  public String[] getVersion() {
    return new String[] {
      "tweedie " + tweedie(), "PyTorch presets " + pytorch(), "Java " + Runtime.version()
    };
  }
}
