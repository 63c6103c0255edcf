package io.tweedie.images;

import javax.imageio.ImageReader;
import javax.imageio.event.IIOReadWarningListener;

/**
 * Notes that a JPEG ended early, which its decoder mends with gray and mentions only as a warning.
 */
final class TruncationListener implements IIOReadWarningListener {
  private boolean seen;

  @Override
  public void warningOccurred(ImageReader source, String warning) {
    seen |= warning.startsWith("Truncated File") || warning.contains("premature end");
  }

  boolean seen() {
    return seen;
  }
}
