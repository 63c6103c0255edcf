package io.tweedie.restore;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * A text-to-image pipeline of diffusers, small and of random weights: pictures of 16 x 16, whose
 * sides are multiples of 4, and a vocabulary of single bytes. It is the one that ships for tests of
 * the command, without its card and its CLIP.
 */
final class TinyPipeline {

  private static final Path SHIPPED =
      Path.of("..", "cli", "src", "test", "resources", "io", "tweedie", "zoo", "tiny-pipeline");
  private static final List<String> PARTS =
      List.of("model_index.json", "scheduler", "tokenizer", "text_encoder", "unet", "vae");

  private TinyPipeline() {}

  /** Writes the folder. */
  static Path in(Path folder) throws IOException {
    for (String part : PARTS) {
      try (Stream<Path> files = Files.walk(SHIPPED.resolve(part))) {
        for (Path file : files.filter(Files::isRegularFile).toList()) {
          Path copy = folder.resolve(SHIPPED.relativize(file).toString());
          Files.createDirectories(copy.getParent());
          Files.copy(file, copy);
        }
      }
    }
    return folder;
  }
}
