package io.tweedie.restore;

import io.tweedie.images.ImageFile;
import io.tweedie.images.LoadedImage;
import io.tweedie.images.Pictures;
import io.tweedie.restore.photo.StoredMeasurement;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/** What is to be restored. A file is read when its turn comes. */
public sealed interface Photo {

  /** What messages call it. */
  String name();

  /** The file that it is in. */
  Optional<Path> file();

  /**
   * What a file holds: a picture, or the numbers that {@code degrade} stored.
   *
   * @throws IOException if numbers' description cannot be read
   * @throws IllegalArgumentException if numbers have none
   */
  static Photo in(Path file) throws IOException {
    return StoredMeasurement.isNamedLikeOne(file)
        ? new Measured(StoredMeasurement.of(file))
        : new Picture(file.toString(), Optional.of(file), () -> ImageFile.read(file));
  }

  /** A picture in memory. */
  static Photo of(BufferedImage picture) {
    return new Picture("photo", Optional.empty(), () -> Pictures.loaded(picture));
  }

  /** A picture in memory, which stays the caller's and must stay open as long as the run. */
  static Photo of(LoadedImage image) {
    return new Picture("photo", Optional.empty(), image::handle);
  }

  /** Gives the pixels; each time anew, the caller's to close. */
  @FunctionalInterface
  interface Pixels {
    /** Reads them. */
    LoadedImage read();
  }

  /**
   * A picture.
   *
   * @param pixels of it
   */
  record Picture(String name, Optional<Path> file, Pixels pixels) implements Photo {}

  /**
   * Numbers that were neither rounded nor clipped, and tell how they were made.
   *
   * @param stored where they are
   */
  record Measured(StoredMeasurement stored) implements Photo {

    @Override
    public String name() {
      return stored.file().toString();
    }

    @Override
    public Optional<Path> file() {
      return Optional.of(stored.file());
    }
  }
}
