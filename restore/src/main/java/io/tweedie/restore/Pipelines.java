package io.tweedie.restore;

import io.tweedie.models.diffusers.DiffusersFolder;
import io.tweedie.restore.spec.ComputeSpec;
import io.tweedie.zoo.Zoo;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Finds text-to-image pipelines: those that ship, and folders of diffusers. */
public final class Pipelines {

  /** The pipeline that draws where none is named. */
  public static final String USUAL = "scenes";

  /** The folder of a CLIP that scores a pipeline's pictures, beside its parts. */
  public static final String CLIP = "clip";

  private Pipelines() {}

  /**
   * A pipeline, its weights still unread.
   *
   * @param nameOrFolder one that ships, or a folder of diffusers
   * @param compute how it computes
   * @throws IOException if a file cannot be read
   * @throws IllegalArgumentException if there is none, or its parts do not go together
   */
  public static TextPipeline open(String nameOrFolder, ComputeSpec compute) throws IOException {
    return new TextPipeline(name(nameOrFolder), folder(nameOrFolder), compute);
  }

  /** Names do not change with the version that is unpacked. */
  private static String name(String nameOrFolder) {
    Path name = Path.of(nameOrFolder).toAbsolutePath().normalize().getFileName();
    return name == null ? "model" : name.toString();
  }

  /**
   * The name of the pipeline that draws where none is named.
   *
   * @throws IOException if the class path cannot be read
   * @throws IllegalArgumentException if it does not ship
   */
  public static String usual() throws IOException {
    return usual(Zoo.pipelines());
  }

  static String usual(List<String> shipped) {
    if (!shipped.contains(USUAL)) {
      throw new IllegalArgumentException(
          "the text-to-image model '%s' does not ship with this version; name a folder of diffusers with --model"
              .formatted(USUAL));
    }
    return USUAL;
  }

  /**
   * The folder of a pipeline.
   *
   * @param nameOrFolder one that ships, or a folder of diffusers
   * @throws IOException if one that ships cannot be unpacked
   * @throws IllegalArgumentException if there is none
   */
  public static Path folder(String nameOrFolder) throws IOException {
    Path path = path(nameOrFolder);
    if (!DiffusersFolder.isOne(path)) {
      List<String> shipped = Zoo.pipelines();
      throw new IllegalArgumentException(
          "'%s' is no folder of diffusers, which has a %s and folders for its networks%s"
              .formatted(
                  nameOrFolder,
                  DiffusersFolder.INDEX,
                  shipped.isEmpty() ? "" : "; these ship: " + String.join(", ", shipped)));
    }
    return path;
  }

  /**
   * What a user names by a path or, if it is a pipeline that ships, by its name.
   *
   * @throws IOException if one that ships cannot be unpacked
   */
  public static Path path(String nameOrPath) throws IOException {
    Path path = Path.of(nameOrPath);
    return !Files.exists(path) && Zoo.pipelines().contains(nameOrPath)
        ? Zoo.folder(nameOrPath)
        : path;
  }

  /**
   * Where a CLIP is: that of a pipeline which has one, or what is named itself.
   *
   * @param nameOrPath a pipeline that ships, or a path
   * @throws IOException if one that ships cannot be unpacked
   * @throws IllegalArgumentException if it is a pipeline that has none
   */
  public static Path clip(String nameOrPath) throws IOException {
    Path path = path(nameOrPath);
    if (!Files.exists(path.resolve(DiffusersFolder.INDEX))) {
      return path;
    }
    Path clip = path.resolve(CLIP);
    if (!Files.isDirectory(clip)) {
      throw new IllegalArgumentException(
          "pipeline '%s' has no folder '%s' of a CLIP that would score its pictures; name another CLIP"
              .formatted(nameOrPath, CLIP));
    }
    return clip;
  }
}
