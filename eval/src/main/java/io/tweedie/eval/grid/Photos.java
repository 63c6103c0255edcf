package io.tweedie.eval.grid;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The images of a folder, by their names alone: whether they can be read shows later.
 *
 * @param files in the order of their names
 * @param hidden files with the name of an image behind a dot, such as the {@code ._a.png} that
 *     macOS leaves beside {@code a.png}
 */
public record Photos(List<Path> files, List<Unread> hidden) {

  private static final Set<String> EXTENSIONS = Set.of("png", "jpg", "jpeg", "webp", "bmp");

  /** Copies the lists. */
  public Photos {
    files = List.copyOf(files);
    hidden = List.copyOf(hidden);
  }

  /**
   * Those in a folder.
   *
   * @param folder not searched deeper; a file instead of a folder is an image by itself
   * @throws IOException if the folder cannot be read
   * @throws IllegalArgumentException if it holds no image
   */
  public static Photos in(Path folder) throws IOException {
    if (Files.isRegularFile(folder)) {
      return new Photos(List.of(folder), List.of());
    }
    List<Path> files = new ArrayList<>();
    List<Unread> hidden = new ArrayList<>();
    try (Stream<Path> all = Files.list(folder)) {
      for (Path image : all.filter(Photos::isImage).sorted().toList()) {
        if (image.getFileName().toString().startsWith(".")) {
          hidden.add(Unread.hidden(image));
        } else {
          files.add(image);
        }
      }
    }
    if (files.isEmpty()) {
      throw new IllegalArgumentException(
          "%s holds no image (%s)%s"
              .formatted(
                  folder,
                  String.join(", ", EXTENSIONS),
                  hidden.isEmpty() ? "" : ", only hidden files"));
    }
    return new Photos(files, hidden);
  }

  /** Those in some folders, or files, one after the other. */
  public static Photos in(List<String> places) throws IOException {
    Photos all = new Photos(List.of(), List.of());
    for (String place : places) {
      all = all.and(in(Path.of(place)));
    }
    return all;
  }

  private static boolean isImage(Path file) {
    String name = file.getFileName().toString().toLowerCase(Locale.ROOT);
    return EXTENSIONS.contains(name.substring(name.lastIndexOf('.') + 1));
  }

  /** These and others. */
  public Photos and(Photos others) {
    return new Photos(
        Stream.concat(files.stream(), others.files.stream()).toList(),
        Stream.concat(hidden.stream(), others.hidden.stream()).toList());
  }
}
