package io.tweedie.eval.grid;

import io.tweedie.restore.Prior;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * The priors that an evaluation asks: its own, and those that methods name. Each is asked for once,
 * and only if something needs it. Belongs to one thread.
 */
public final class Priors implements AutoCloseable {

  private final Supplier<Prior> own;
  private final Function<String, Prior> opening;
  private final Map<String, Prior> named = new LinkedHashMap<>();
  private Prior asked;

  /**
   * Asks for none yet.
   *
   * @param own that of the evaluation, which stays its owner's
   * @param opening opens a model that ships, or a folder
   */
  public Priors(Supplier<Prior> own, Function<String, Prior> opening) {
    this.own = own;
    this.opening = opening;
  }

  /** Of methods that name none. */
  public static Priors of(Supplier<Prior> own) {
    return new Priors(
        own,
        name -> {
          throw new IllegalArgumentException(
              "all methods ask one model here; model %s cannot be asked besides".formatted(name));
        });
  }

  /**
   * A prior.
   *
   * @param model its name; null for that of the evaluation
   * @throws IllegalArgumentException if there is none of that name
   */
  public Prior of(String model) {
    if (model != null) {
      return named.computeIfAbsent(model, opening);
    }
    if (asked == null) {
      asked = own.get();
    }
    return asked;
  }

  /** What those that methods named are, as run records describe them, by name. */
  public Map<String, Object> named() {
    Map<String, Object> descriptions = new LinkedHashMap<>();
    named.forEach((name, prior) -> descriptions.put(name, prior.description()));
    return descriptions;
  }

  /** Closes those that methods named. */
  @Override
  public void close() {
    named.values().forEach(Prior::close);
    named.clear();
  }
}
