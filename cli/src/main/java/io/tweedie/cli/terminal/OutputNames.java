package io.tweedie.cli.terminal;

import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * What the files written for each input begin with: its own name without folder and suffix. Names
 * that differ in nothing but capitals are the same to some file systems, so they are so here.
 */
public final class OutputNames {

  private OutputNames() {}

  /**
   * One name for each input.
   *
   * @throws IllegalArgumentException if two inputs would write the same files
   */
  public static List<String> of(List<Path> inputs) {
    List<String> names = inputs.stream().map(OutputNames::of).toList();
    Set<String> taken = new HashSet<>();
    names.forEach(
        name -> {
          if (!taken.add(name.toLowerCase(Locale.ROOT))) {
            throw new IllegalArgumentException(
                "two inputs are called '%s' and would write the same files; run them apart, with"
                        .formatted(name)
                    + " different --out");
          }
        });
    return names;
  }

  public static String of(Path input) {
    String name = input.getFileName().toString();
    int dot = name.lastIndexOf('.');
    return dot > 0 ? name.substring(0, dot) : name;
  }
}
