package io.tweedie.models.architecture;

import com.fasterxml.jackson.databind.JsonNode;
import io.tweedie.core.registry.Named;
import io.tweedie.core.registry.Registry;
import io.tweedie.models.nn.Network;

/**
 * A kind of network by the name that a {@code model.json} gives it, which reads what the file says
 * of it. Classes that implement it are found as {@link Registry} says; most extend {@link
 * ConfiguredArchitecture}.
 */
public interface Architecture extends Named {

  /** All architectures. */
  Registry<Architecture> ALL = new Registry<>(Architecture.class, "architecture");

  /**
   * The network of a configuration, its parameters without values.
   *
   * @param config the {@code config} of a {@code model.json}
   * @throws IllegalArgumentException naming what is wrong in it
   */
  Network network(JsonNode config);

  /**
   * How many classes a network of this configuration is told of, a null class counted; 0 if it is
   * not told classes.
   *
   * @throws IllegalArgumentException naming what is wrong in the configuration
   */
  default long classes(JsonNode config) {
    return 0;
  }
}
