package io.tweedie.cli.run;

import io.tweedie.restore.record.Versions;
import picocli.CommandLine.IVersionProvider;

/** The versions that this build was made of, for {@code --version}. */
public final class Version implements IVersionProvider {

  @Override
  public String[] getVersion() {
    return new String[] {
      "tweedie " + Versions.tweedie(),
      "PyTorch presets " + Versions.pytorch(),
      "Java " + Runtime.version()
    };
  }
}
