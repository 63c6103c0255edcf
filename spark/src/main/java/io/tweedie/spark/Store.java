package io.tweedie.spark;

import io.tweedie.core.file.Folders;
import io.tweedie.core.file.WholeFile;
import java.io.ByteArrayInputStream;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.Serializable;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.SparkEnv;
import org.apache.spark.deploy.SparkHadoopUtil;

/**
 * Files below a path as Hadoop knows them: a folder, one of HDFS, or the prefix of an object store.
 * Files appear whole or not at all. For threads of a driver or an executor.
 *
 * @param root with its scheme
 */
record Store(String root) implements Serializable {

  /** A path as people write it; without a scheme, one of the local file system. */
  static Store at(String path) {
    String given = path.replaceAll("(?<![:/])/+$", "");
    return given.matches("[a-zA-Z][a-zA-Z0-9+.-]+:.*")
        ? new Store(given)
        : new Store("file://" + java.nio.file.Path.of(given).toAbsolutePath().normalize());
  }

  /** The folder of the local file system that this is, if it is one. */
  Optional<java.nio.file.Path> local() {
    return root.startsWith("file:")
        ? Optional.of(java.nio.file.Path.of(new Path(root).toUri().getPath()))
        : Optional.empty();
  }

  private Path path(String name) {
    return name.isEmpty() ? new Path(root) : new Path(new Path(root), new Path(null, null, name));
  }

  private static FileSystem system(Path path) throws IOException {
    return path.getFileSystem(Settings.OF_PROCESS);
  }

  /** Read once: every reading parses Hadoop's defaults again, some 100 kB of XML. */
  private static final class Settings {
    static final Configuration OF_PROCESS =
        SparkHadoopUtil.get().newConfiguration(SparkEnv.get().conf());
  }

  /** What lies below a folder, by name; nothing if there is no such folder. */
  List<String> list(String folder) throws IOException {
    Path path = path(folder);
    try {
      return Arrays.stream(system(path).listStatus(path))
          .filter(FileStatus::isFile)
          .map(status -> status.getPath().getName())
          .sorted(Comparator.naturalOrder())
          .toList();
    } catch (FileNotFoundException e) {
      return List.of();
    }
  }

  /** The content of a file; nothing if there is none. */
  Optional<byte[]> read(String name) throws IOException {
    Path path = path(name);
    try (InputStream in = system(path).open(path)) {
      return Optional.of(in.readAllBytes());
    } catch (FileNotFoundException e) {
      return Optional.empty();
    }
  }

  /** Copies a file to the local file system. */
  void fetch(String name, java.nio.file.Path to) throws IOException {
    byte[] content =
        read(name).orElseThrow(() -> new FileNotFoundException(path(name) + " is not there"));
    Folders.make(to.getParent());
    Files.write(to, content);
  }

  /** Writes a file in place of any that was there. */
  void write(String name, byte[] content) throws IOException {
    Optional<java.nio.file.Path> folder = local();
    if (folder.isPresent()) {
      WholeFile.write(folder.get().resolve(name), content);
    } else {
      send(new ByteArrayInputStream(content), path(name));
    }
  }

  /** Writes what fills a file, in place of any that was there. */
  void write(String name, WholeFile.Content content) throws IOException {
    Optional<java.nio.file.Path> folder = local();
    if (folder.isPresent()) {
      WholeFile.write(folder.get().resolve(name), content);
      return;
    }
    try (Scratch scratch = Scratch.make()) {
      java.nio.file.Path whole = scratch.folder().resolve("whole");
      content.writeTo(whole);
      try (InputStream in = Files.newInputStream(whole)) {
        send(in, path(name));
      }
    }
  }

  private static void send(InputStream content, Path target) throws IOException {
    Path part = new Path(target.getParent(), ".%s.part".formatted(UUID.randomUUID()));
    FileSystem system = system(target);
    try (OutputStream out = system.create(part, true)) {
      content.transferTo(out);
    }
    system.delete(target, false);
    if (!system.rename(part, target)) {
      throw new IOException(target + " cannot be written");
    }
  }
}
