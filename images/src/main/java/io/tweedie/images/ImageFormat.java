package io.tweedie.images;

import com.drew.imaging.FileType;
import com.drew.imaging.FileTypeDetector;
import java.io.IOException;
import java.io.InputStream;

/** The file formats that can be read. The content decides, never the file's name. */
public enum ImageFormat {
  /** Portable Network Graphics: 1 to 16 bits, gray, palette or colour, with or without alpha. */
  PNG,
  /** JPEG: gray, YCbCr, RGB, CMYK and YCCK, sequential and progressive. */
  JPEG,
  /** WebP: lossy, lossless, with alpha; no animations. */
  WEBP,
  /** Windows bitmap. */
  BMP;

  static final String ACCEPTED = "PNG, JPEG, WebP and BMP files are accepted";

  /**
   * The format of a file by its first bytes.
   *
   * @throws ImageException for any other format, which is named where it is known
   * @throws IOException if the file cannot be read
   */
  static ImageFormat of(Content content) throws IOException {
    try (InputStream start = content.open()) {
      return of(start, content.name());
    }
  }

  /** The same of a stream that can be marked, which is left at its start. */
  static ImageFormat of(InputStream start, String name) {
    FileType type;
    try {
      type = FileTypeDetector.detectFileType(start);
    } catch (IOException tooShort) {
      throw new ImageException(
          "%s is not an image: it holds a few bytes at most; %s".formatted(name, ACCEPTED),
          tooShort);
    }
    return switch (type) {
      case Png -> PNG;
      case Jpeg -> JPEG;
      case WebP -> WEBP;
      case Bmp -> BMP;
      case Unknown -> throw new ImageException("%s is not an image; %s".formatted(name, ACCEPTED));
      default ->
          throw new ImageException("%s is a %s file; %s".formatted(name, kind(type), ACCEPTED));
    };
  }

  /** A name for what the first bytes tell, which do not tell all of these apart. */
  private static String kind(FileType type) {
    return switch (type) {
      case Tiff, Arw, Cr2, Nef, Orf, Rw2 -> "TIFF or raw camera";
      case QuickTime, Mp4, Heif, Crx -> "HEIF, AVIF or video";
      default -> type.getName();
    };
  }
}
