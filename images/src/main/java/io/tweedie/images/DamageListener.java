package io.tweedie.images;

import java.util.Optional;
import javax.imageio.ImageReader;
import javax.imageio.event.IIOReadWarningListener;

/**
 * Notes that a JPEG ended early or that its codes make no sense, which its decoder mends with gray
 * or goes on from, and mentions only as a warning.
 */
final class DamageListener implements IIOReadWarningListener {

  private static final String DAMAGE = "Corrupt JPEG data";

  /** Bytes between segments, which cameras leave and which no pixel depends on. */
  private static final String HARMLESS = "extraneous bytes before marker";

  private Optional<String> damage = Optional.empty();

  @Override
  public void warningOccurred(ImageReader source, String warning) {
    if (warning.startsWith("Truncated File") || warning.contains("premature end")) {
      damage = Optional.of("it ends before the picture does");
    } else if (warning.startsWith(DAMAGE) && !warning.contains(HARMLESS)) {
      damage = Optional.of("its codes make no sense");
    }
  }

  /**
   * Returns if nothing was noted.
   *
   * @throws DamageException saying what was
   */
  void requireNone() throws DamageException {
    if (damage.isPresent()) {
      throw new DamageException(damage.get());
    }
  }
}
