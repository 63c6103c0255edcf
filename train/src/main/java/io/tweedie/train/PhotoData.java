package io.tweedie.train;

import io.tweedie.images.ImageFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * The photos of a recipe.
 *
 * @param folders below the data root, whose photos are learned from; for data of which no licence
 *     needs to be known
 * @param sources files and folders below the data root that are learned from, each with its licence
 * @param licences which sources may have; where it is given there are no {@code folders}
 * @param procedural how often a crop is of a picture that is drawn and not of a photo, 0 to 1
 * @param validation files kept back to choose the weights by: a name, wherever it is among those
 *     above, or a path below the data root
 * @param test files that training never sees, written likewise
 */
public record PhotoData(
    List<String> folders,
    List<Source> sources,
    Set<String> licences,
    double procedural,
    List<String> validation,
    List<String> test) {

  /** Refuses what cannot be learned from, or must not be. */
  public PhotoData {
    folders = Objects.requireNonNullElse(folders, List.of());
    sources = Objects.requireNonNullElse(sources, List.of());
    licences = new TreeSet<>(Objects.requireNonNullElse(licences, Set.of()));
    test = Objects.requireNonNullElse(test, List.of());
    require(
        procedural >= 0 && procedural <= 1,
        "data.procedural must be a share from 0 to 1, got " + procedural);
    require(
        procedural == 1 || !folders.isEmpty() || !sources.isEmpty(),
        "data names nothing to learn from; give folders, sources or procedural: 1");
    require(
        validation != null && !validation.isEmpty(),
        "data.validation is missing: photos to choose the weights by");
    require(
        licences.isEmpty() || folders.isEmpty(),
        "data.licences is given, but the licences of folders are not known; list %s under sources"
            .formatted(folders));
    for (Source source : sources) {
      require(
          licences.isEmpty() || licences.contains(source.licence()),
          "data.sources: %s is %s, which is not among licences %s"
              .formatted(source.path(), source.licence(), licences));
    }
  }

  /**
   * Photos that may be learned from.
   *
   * @param path of a file, or of a folder with all that is in it
   * @param licence as SPDX writes it, or "public-domain"
   * @param credit to whom they are owed
   */
  public record Source(String path, String licence, String credit) {

    /** Refuses what nobody could be credited for. */
    public Source {
      require(path != null, "data.sources: an entry lacks path");
      require(licence != null, "data.sources: %s lacks licence".formatted(path));
      require(credit != null, "data.sources: %s lacks credit".formatted(path));
    }
  }

  /**
   * The photos to learn from, without those kept back.
   *
   * @throws IllegalArgumentException if a source does not exist
   */
  List<Path> learned(Path root) {
    return named(root).stream()
        .filter(file -> matching(validation, root, file).isEmpty())
        .filter(file -> matching(test, root, file).isEmpty())
        .toList();
  }

  /**
   * The photos to choose the weights by.
   *
   * @throws IllegalArgumentException if one does not exist
   */
  List<Path> keptForValidation(Path root) {
    List<Path> kept = new ArrayList<>();
    named(root).stream()
        .filter(file -> matching(validation, root, file).isPresent())
        .forEach(kept::add);
    for (String entry : validation) {
      Path file = root.resolve(entry);
      if (entry.contains("/") && !kept.contains(file)) {
        require(Files.exists(file), "data.validation: %s does not exist".formatted(file));
        kept.add(file);
      }
    }
    return kept;
  }

  private List<Path> named(Path root) {
    List<Path> named = new ArrayList<>();
    folders.forEach(folder -> named.addAll(ImageFile.listIn(root.resolve(folder))));
    for (Source source : sources) {
      Path path = root.resolve(source.path());
      require(Files.exists(path), "data.sources: %s does not exist".formatted(path));
      named.addAll(Files.isDirectory(path) ? ImageFile.listIn(path) : List.of(path));
    }
    return named;
  }

  private static Optional<String> matching(List<String> entries, Path root, Path file) {
    return entries.stream()
        .filter(
            entry -> entry.contains("/") ? root.resolve(entry).equals(file) : file.endsWith(entry))
        .findFirst();
  }

  private static void require(boolean condition, String message) {
    if (!condition) {
      throw new IllegalArgumentException(message);
    }
  }
}
