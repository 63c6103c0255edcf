package io.tweedie.models.checkpoint;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The weights in the folder of one network, under the names that diffusers and transformers give
 * them: safetensors before pickles, full precision before half, one file before several.
 */
public final class WeightFiles {

  private static final List<String> BASES =
      List.of("diffusion_pytorch_model", "model", "pytorch_model");
  private static final List<String> ENDINGS = List.of(".safetensors", ".bin");
  private static final String INDEX = ".index.json";
  private static final String HALF = ".fp16";

  private WeightFiles() {}

  /** The file of the weights, or the index of several, if there is one. */
  public static Optional<Path> find(Path folder) {
    return candidates().stream().map(folder::resolve).filter(Files::isRegularFile).findFirst();
  }

  /**
   * The file of the weights, or the index of several.
   *
   * @throws IllegalArgumentException if there is none, saying what there is
   */
  public static Path in(Path folder) throws IOException {
    Optional<Path> found = find(folder);
    if (found.isPresent()) {
      return found.get();
    }
    throw new IllegalArgumentException(
        "%s has no weights: expected %s.safetensors or .bin, or the index of several; it has %s"
            .formatted(folder, BASES.get(0), listed(folder)));
  }

  private static List<String> candidates() {
    List<String> names = new ArrayList<>();
    for (String ending : ENDINGS) {
      for (String variant : List.of("", HALF)) {
        for (String base : BASES) {
          names.add(base + variant + ending);
          names.add(base + variant + ending + INDEX);
          names.add(base + ending + INDEX.replace(".json", variant + ".json"));
        }
      }
    }
    return names;
  }

  private static String listed(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      return "no files, as there is no such folder";
    }
    try (Stream<Path> files = Files.list(folder)) {
      List<String> names = files.map(file -> file.getFileName().toString()).sorted().toList();
      int most = 8;
      String first = String.join(", ", names.subList(0, Math.min(most, names.size())));
      return names.isEmpty() ? "no files" : first + (names.size() > most ? ", ..." : "");
    }
  }
}
