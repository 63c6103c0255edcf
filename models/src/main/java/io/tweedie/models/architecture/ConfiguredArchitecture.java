package io.tweedie.models.architecture;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.tweedie.models.nn.Network;
import java.util.function.Function;

/**
 * An architecture whose configuration is a record, read by Jackson. Flags that the record does not
 * know are refused, unless it says otherwise.
 *
 * @param <C> the configuration
 */
public abstract class ConfiguredArchitecture<C> implements Architecture {

  private static final JsonMapper JSON =
      JsonMapper.builder()
          .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .enable(MapperFeature.ACCEPT_CASE_INSENSITIVE_ENUMS)
          .build();

  private final String name;
  private final Class<C> config;
  private final Function<C, Network> network;

  /**
   * For a constructor without arguments.
   *
   * @param name as {@code model.json} gives it
   * @param config what the flags are read into
   * @param network makes the network
   */
  protected ConfiguredArchitecture(String name, Class<C> config, Function<C, Network> network) {
    this.name = name;
    this.config = config;
    this.network = network;
  }

  @Override
  public final String name() {
    return name;
  }

  @Override
  public final Network network(JsonNode json) {
    return network.apply(read(json));
  }

  @Override
  public final long classes(JsonNode json) {
    return classes(read(json));
  }

  /** As of {@link Architecture#classes(JsonNode)}; 0 unless an architecture says otherwise. */
  protected long classes(C config) {
    return 0;
  }

  private C read(JsonNode json) {
    try {
      return JSON.treeToValue(json, config);
    } catch (UnrecognizedPropertyException e) {
      throw new IllegalArgumentException(
          "config has no '%s' for %s; it has %s"
              .formatted(e.getPropertyName(), name, JsonMistake.known(e)),
          e);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("config: " + JsonMistake.of(e), e);
    }
  }
}
