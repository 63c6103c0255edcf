package io.tweedie.zoo;

import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The models that ship with the project: single networks, each with a {@code model.json}, weights
 * and a card, and pipelines in the folder layout of diffusers.
 *
 * <p>A pipeline is found on the class path: the resource {@code pipelines} of this package names
 * one in each line, and {@code NAME/SHA256SUMS} lists its files as {@code sha256sum} does. Another
 * jar may have such resources, too.
 */
public final class Zoo {

  private static final List<String> FILES = List.of("model.json", "card.md", "weights.safetensors");
  private static final String PIPELINES = "pipelines";
  private static final String PLACE = Zoo.class.getPackageName().replace('.', '/') + "/";

  /** What some classifiers have besides. */
  private static final String ENERGIES = "energies.json";

  private static final int VERSION_DIGITS = 12;
  private static final int VERSION_BYTES = 1 << 20;

  private Zoo() {}

  /** Names of the single networks that ship. */
  public static List<String> names() {
    return List.of(
        "photos",
        "digits",
        "digits-classifier",
        "digits-judge",
        "digits-gan",
        "scene-judge",
        "cifar10",
        "cifar-robust-0",
        "cifar-robust-0.25",
        "cifar-robust-0.5",
        "cifar-robust-1.0");
  }

  /**
   * Names of the text-to-image pipelines that ship.
   *
   * @throws IOException if the class path cannot be read
   */
  public static List<String> pipelines() throws IOException {
    return pipelines(Zoo.class.getClassLoader());
  }

  static List<String> pipelines(ClassLoader jars) throws IOException {
    List<String> names = new ArrayList<>();
    for (URL list : Collections.list(jars.getResources(PLACE + PIPELINES))) {
      text(list).lines().map(String::strip).filter(line -> !line.isEmpty()).forEach(names::add);
    }
    return names.stream().distinct().toList();
  }

  /**
   * A model's folder on disk. The first call of a version copies it out of the jar, into {@code
   * tweedie/zoo} in the user's cache folder, or in that for temporary files where a user has no
   * home; versions lie side by side. What a call returns is whole, also where an earlier one was
   * stopped midway.
   *
   * @throws IllegalArgumentException if no model of that name ships
   * @throws IOException if it cannot be copied, or a file is not the one that its index lists
   */
  public static Path folder(String name) throws IOException {
    ClassLoader jars = Zoo.class.getClassLoader();
    if (names().contains(name)) {
      return network(name, jars);
    }
    List<String> pipelines = pipelines();
    if (pipelines.contains(name)) {
      return pipeline(name, jars, cache());
    }
    throw new IllegalArgumentException(
        "no model named '%s' ships; these do: %s"
            .formatted(
                name,
                String.join(", ", Stream.concat(names().stream(), pipelines.stream()).toList())));
  }

  private static Path network(String name, ClassLoader jars) throws IOException {
    List<URL> resources = new ArrayList<>();
    List<String> files = filesOf(name, jars);
    for (String file : files) {
      resources.add(resource(jars, name, file));
    }
    Path folder = cache().resolve(name + "-" + version(resources));
    for (int i = 0; i < files.size(); i++) {
      copy(resources.get(i), folder.resolve(files.get(i)), "");
    }
    return folder;
  }

  static Path pipeline(String name, ClassLoader jars, Path cache) throws IOException {
    String index = text(resource(jars, name, FileIndex.NAME));
    Path folder = cache.resolve(name + "-" + FileIndex.hash(index).substring(0, VERSION_DIGITS));
    Map<String, String> hashes = new LinkedHashMap<>(FileIndex.parse(name, index));
    for (Map.Entry<String, String> file : hashes.entrySet()) {
      copy(resource(jars, name, file.getKey()), folder.resolve(file.getKey()), file.getValue());
    }
    return folder;
  }

  private static List<String> filesOf(String name, ClassLoader jars) {
    boolean measured = jars.getResource(PLACE + name + "/" + ENERGIES) != null;
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
    MessageDigest digest = sha256();
    for (URL file : files) {
      long length = file.openConnection().getContentLengthLong();
      digest.update(ByteBuffer.allocate(Long.BYTES).putLong(0, length));
      try (InputStream in = file.openStream()) {
        digest.update(in.readNBytes(VERSION_BYTES));
      }
    }
    return HexFormat.of().formatHex(digest.digest()).substring(0, VERSION_DIGITS);
  }

  static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  private static String text(URL resource) throws IOException {
    try (InputStream in = resource.openStream()) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  private static URL resource(ClassLoader jars, String name, String file) throws IOException {
    URL resource = jars.getResource(PLACE + name + "/" + file);
    if (resource == null) {
      throw new IOException("the zoo lacks %s of model %s; build it again".formatted(file, name));
    }
    return resource;
  }

  /**
   * Copies so that the file is there whole or not at all, also for processes that start at once.
   *
   * @param hash what the file must have; empty for any
   */
  private static void copy(URL resource, Path target, String hash) throws IOException {
    if (Files.exists(target)) {
      return;
    }
    Path parent = Files.createDirectories(target.getParent());
    Path part = Files.createTempFile(parent, "copy", ".part");
    MessageDigest digest = sha256();
    try (InputStream in = resource.openStream();
        DigestInputStream hashed = new DigestInputStream(in, digest)) {
      Files.copy(hashed, part, StandardCopyOption.REPLACE_EXISTING);
      if (!hash.isEmpty() && !hash.equals(HexFormat.of().formatHex(digest.digest()))) {
        throw new IOException(
            "the zoo's %s is not the file that %s lists; build it again"
                .formatted(target.getFileName(), FileIndex.NAME));
      }
      Files.move(part, target, StandardCopyOption.ATOMIC_MOVE);
    } finally {
      Files.deleteIfExists(part);
    }
  }
}
