package io.tweedie.zoo;

import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;

/** The models that ship with the project, each a folder of {@code model.json}, weights and card. */
public final class Zoo {

  private static final List<String> FILES = List.of("model.json", "card.md", "weights.safetensors");

  /** What some classifiers have besides. */
  private static final String ENERGIES = "energies.json";

  private static final int VERSION_DIGITS = 12;
  private static final int VERSION_BYTES = 1 << 20;

  private Zoo() {}

  /** Names of the models that ship. */
  public static List<String> names() {
    return List.of(
        "photos", "digits", "digits-classifier", "digits-judge", "digits-gan", "scene-judge");
  }

  /**
   * A model's folder on disk. The first call of a version copies it out of the jar, into {@code
   * tweedie/zoo} in the user's cache folder, or in that for temporary files where a user has no
   * home; versions lie side by side.
   *
   * @throws IllegalArgumentException if no model of that name ships
   * @throws IOException if it cannot be copied
   */
  public static Path folder(String name) throws IOException {
    if (!names().contains(name)) {
      throw new IllegalArgumentException(
          "no model named '%s' ships; these do: %s".formatted(name, String.join(", ", names())));
    }
    List<URL> resources = new ArrayList<>();
    List<String> files = filesOf(name);
    for (String file : files) {
      resources.add(resource(name, file));
    }
    Path folder = cache().resolve(name + "-" + version(resources));
    Files.createDirectories(folder);
    for (int i = 0; i < files.size(); i++) {
      copy(resources.get(i), folder.resolve(files.get(i)));
    }
    return folder;
  }

  private static List<String> filesOf(String name) {
    boolean measured = Zoo.class.getResource(name + "/" + ENERGIES) != null;
    return Stream.concat(FILES.stream(), measured ? Stream.of(ENERGIES) : Stream.of()).toList();
  }

  private static Path cache() {
    return cache(System.getenv("XDG_CACHE_HOME"), System.getProperty("user.home"));
  }

  static Path cache(String xdg, String home) {
    Path base =
        Stream.of(Path.of(xdg == null ? "" : xdg), Path.of(home, ".cache"))
            .filter(Path::isAbsolute)
            .findFirst()
            .orElseGet(
                () ->
                    Path.of(
                        System.getProperty("java.io.tmpdir"),
                        "tweedie-cache-" + System.getProperty("user.name")));
    return base.resolve("tweedie").resolve("zoo");
  }

  /**
   * Tells versions of a model apart without reading all of its weights: by the lengths of its files
   * and the first megabyte of each, in which no training leaves everything as it was.
   */
  static String version(List<URL> files) throws IOException {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      for (URL file : files) {
        long length = file.openConnection().getContentLengthLong();
        digest.update(ByteBuffer.allocate(Long.BYTES).putLong(0, length));
        try (InputStream in = file.openStream()) {
          digest.update(in.readNBytes(VERSION_BYTES));
        }
      }
      return HexFormat.of().formatHex(digest.digest()).substring(0, VERSION_DIGITS);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  private static URL resource(String name, String file) throws IOException {
    URL resource = Zoo.class.getResource(name + "/" + file);
    if (resource == null) {
      throw new IOException("the zoo lacks %s of model %s; build it again".formatted(file, name));
    }
    return resource;
  }

  /**
   * Copies so that the file is there whole or not at all, also for processes that start at once.
   */
  private static void copy(URL resource, Path target) throws IOException {
    if (Files.exists(target)) {
      return;
    }
    Path part = Files.createTempFile(target.getParent(), "copy", ".part");
    try (InputStream in = resource.openStream()) {
      Files.copy(in, part, StandardCopyOption.REPLACE_EXISTING);
      Files.move(part, target, StandardCopyOption.ATOMIC_MOVE);
    } finally {
      Files.deleteIfExists(part);
    }
  }
}
