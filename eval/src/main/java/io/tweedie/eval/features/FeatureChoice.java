package io.tweedie.eval.features;

import io.tweedie.core.tensor.Compute;
import io.tweedie.models.inception.InceptionConvention;
import io.tweedie.restore.Models;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Which features a user asks for, in a word and perhaps a file: {@code pytorch-fid:FILE}.
 *
 * @param word which network
 * @param source its weights; empty for one that ships, or lies where users put it
 */
public record FeatureChoice(String word, Optional<Path> source) {

  /** All ways to write it. */
  public static final String FORMS =
      "pytorch-fid[:FILE], torch-fidelity[:FILE], torchvision[:FILE], digits-judge,"
          + " cifar-robust-0, scene-judge, clip:FOLDER";

  private static final String INCEPTION = "inception";
  private static final List<String> CLASSIFIERS = List.of("digits-judge", "cifar-robust-0");
  private static final String SCENES = "scene-judge";
  private static final String CLIP = "clip";

  /**
   * Understands a choice.
   *
   * @throws IllegalArgumentException with what could be chosen
   */
  public static FeatureChoice parse(String text) {
    int colon = text.indexOf(':');
    String word = colon < 0 ? text : text.substring(0, colon);
    Optional<Path> source =
        colon < 0 || colon == text.length() - 1
            ? Optional.empty()
            : Optional.of(Path.of(text.substring(colon + 1)));
    boolean known =
        (word.equals(SCENES) || CLASSIFIERS.contains(word)) && source.isEmpty()
            || CLIP.equals(word) && source.isPresent()
            || convention(word).isPresent();
    if (!known) {
      throw new IllegalArgumentException(
          "the features '%s' are not known; choose %s".formatted(text, FORMS));
    }
    return new FeatureChoice(word, source);
  }

  private static Optional<InceptionConvention> convention(String word) {
    String known = word.equals(INCEPTION) ? InceptionConvention.PYTORCH_FID.word() : word;
    for (InceptionConvention convention : InceptionConvention.values()) {
      if (convention.word().equals(known)) {
        return Optional.of(convention);
      }
    }
    return Optional.empty();
  }

  /**
   * Loads the network.
   *
   * @throws IllegalArgumentException if its weights are not there or of something else, with where
   *     to get them
   * @throws IOException if they cannot be read
   */
  public FeatureExtractor load(Compute compute) throws IOException {
    Optional<InceptionConvention> convention = convention(word);
    if (convention.isPresent()) {
      return InceptionExtractor.load(convention.get(), inception(convention.get()), compute);
    }
    if (source.isPresent()) {
      return ClipExtractor.load(source.get(), compute);
    }
    return word.equals(SCENES)
        ? ScenesExtractor.load(Models.folder(word), compute)
        : ClassifierExtractor.load(Models.folder(word), compute);
  }

  private Path inception(InceptionConvention convention) {
    Path file = source.orElseGet(() -> folder().resolve(convention.file()));
    if (!Files.isRegularFile(file)) {
      throw new IllegalArgumentException(
          "%s is no file; the weights of Inception do not ship: get %s (its SHA-256 begins with %s)"
                  .formatted(file, convention.url(), convention.sha256Start())
              + " and put it into %s, or name it with --features %s:FILE"
                  .formatted(folder(), convention.word()));
    }
    return file;
  }

  /** Where users put Inception's weights. */
  private static Path folder() {
    String cache = Optional.ofNullable(System.getenv("XDG_CACHE_HOME")).orElse("").strip();
    Path base =
        cache.isEmpty() ? Path.of(System.getProperty("user.home"), ".cache") : Path.of(cache);
    return base.resolve("tweedie").resolve(INCEPTION);
  }
}
