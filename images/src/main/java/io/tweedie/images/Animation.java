package io.tweedie.images;

import com.madgag.gif.fmsware.AnimatedGifEncoder;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * Pictures shown one after the other, over and over.
 *
 * @param frames in order, at least one, all of one size
 * @param each how long a picture is shown
 * @param last how long the last one is
 */
public record Animation(List<BufferedImage> frames, Duration each, Duration last) {

  private static final int FOREVER = 0;

  /** Every pixel counts when a picture's 256 colours are chosen. */
  private static final int FINEST = 1;

  /** Checks that there is something to show. */
  public Animation {
    frames = List.copyOf(frames);
    if (frames.isEmpty()) {
      throw new IllegalArgumentException("an animation needs at least one frame");
    }
    int width = frames.get(0).getWidth();
    int height = frames.get(0).getHeight();
    for (BufferedImage frame : frames) {
      if (frame.getWidth() != width || frame.getHeight() != height) {
        throw new IllegalArgumentException(
            "the frames of an animation have one size, not %dx%d and %dx%d"
                .formatted(width, height, frame.getWidth(), frame.getHeight()));
      }
    }
    if (each.isNegative() || last.isNegative()) {
      throw new IllegalArgumentException(
          "frames cannot be shown for %s and %s".formatted(each, last));
    }
  }

  /**
   * Writes a GIF file, whole or not at all; missing directories are made. Each picture keeps its
   * 256 most telling colours.
   *
   * @throws ImageException if the file cannot be written
   */
  public void writeGif(Path file) {
    ImageFile.write(file, encodeGif());
  }

  private byte[] encodeGif() {
    var bytes = new ByteArrayOutputStream();
    var encoder = new AnimatedGifEncoder();
    encoder.setRepeat(FOREVER);
    encoder.setQuality(FINEST);
    encoder.start(bytes);
    for (int i = 0; i < frames.size(); i++) {
      encoder.setDelay((int) (i < frames.size() - 1 ? each : last).toMillis());
      encoder.addFrame(frames.get(i));
    }
    if (!encoder.finish()) {
      throw new IllegalStateException("the GIF encoder failed without a reason");
    }
    return bytes.toByteArray();
  }
}
