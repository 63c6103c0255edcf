package io.tweedie.eval.metric;

import io.tweedie.models.lpips.Backbone;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Where users put the weights of LPIPS' networks, which do not ship: any file that the environment
 * variable {@value #VARIABLE} names, or else the first of torchvision's files, under its own name,
 * in the folder {@code tweedie/lpips} of the user's cache; AlexNet comes first.
 *
 * @param environment those of the variables that matter, by name
 * @param home folder of the user
 */
public record LpipsWeights(Map<String, String> environment, Path home) {

  /** The environment variable. */
  public static final String VARIABLE = "TWEEDIE_LPIPS_WEIGHTS";

  private static final String CACHE = "XDG_CACHE_HOME";

  /** Copies the map. */
  public LpipsWeights {
    environment = Map.copyOf(environment);
  }

  /** The places of the user who runs this. */
  public static LpipsWeights ofUser() {
    Map<String, String> environment = new HashMap<>(System.getenv());
    environment.keySet().retainAll(Set.of(VARIABLE, CACHE));
    return new LpipsWeights(environment, Path.of(System.getProperty("user.home")));
  }

  /**
   * The file, if there is one.
   *
   * @throws IllegalArgumentException if the variable names a file that is not there
   */
  public Optional<Path> find() {
    String named = variable(VARIABLE);
    if (named.isEmpty()) {
      return Stream.of(Backbone.values())
          .map(backbone -> folder().resolve(backbone.file()))
          .filter(Files::isRegularFile)
          .findFirst();
    }
    Path file = Path.of(named);
    if (!Files.isRegularFile(file)) {
      throw new IllegalArgumentException(
          "%s names %s, which is no file; %s".formatted(VARIABLE, file, advice()));
    }
    return Optional.of(file);
  }

  /** What is missing where nothing is found, where to get it and where to put it. */
  public String advice() {
    Path place = folder().resolve(Backbone.ALEX.file());
    String shown = place.startsWith(home) ? "~/" + home.relativize(place) : place.toString();
    return "needs the weights of %s, which do not ship; get %s and put it at %s, or name it with"
            .formatted(Backbone.ALEX.title(), Backbone.ALEX.url(), shown)
        + " --lpips-weights or "
        + VARIABLE;
  }

  private Path folder() {
    String cache = variable(CACHE);
    Path base = cache.isEmpty() ? home.resolve(".cache") : Path.of(cache);
    return base.resolve("tweedie").resolve("lpips");
  }

  private String variable(String name) {
    return environment.getOrDefault(name, "").strip();
  }
}
