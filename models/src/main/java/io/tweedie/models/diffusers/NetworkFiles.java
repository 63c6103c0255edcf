package io.tweedie.models.diffusers;

import com.fasterxml.jackson.databind.JsonNode;
import io.tweedie.core.tensor.Backend;
import io.tweedie.core.tensor.Precision;
import io.tweedie.models.checkpoint.Checkpoint;
import io.tweedie.models.nn.LoadReport;
import io.tweedie.models.nn.Network;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/**
 * One network of a pipeline on disk: what it is, and where its weights are.
 *
 * @param type the class that diffusers or transformers has for it
 * @param config its settings
 * @param where the settings stand, as messages name it: "unet/config.json"
 * @param weights the file, or the index of several
 * @param view the part of that file which is of this network, under its names
 */
public record NetworkFiles(
    String type, JsonNode config, String where, Path weights, UnaryOperator<Checkpoint> view) {

  private static final List<String> BUILT =
      List.of("UNet2DModel", "UNet2DConditionModel", "AutoencoderKL");

  /** Whether this package has such a network. */
  public boolean isBuilt() {
    return BUILT.contains(type);
  }

  /**
   * The network, without weights.
   *
   * @throws IllegalArgumentException if there is no such network here, or a setting is wrong,
   *     unknown or not supported
   */
  public Network network() {
    return switch (type) {
      case "UNet2DModel" -> new UNet2d(UNet2dConfig.ofImages(config, where));
      case "UNet2DConditionModel" -> new UNet2d(UNet2dConfig.ofTexts(config, where));
      case "AutoencoderKL" -> new AutoencoderKl(AutoencoderConfig.read(config, where));
      default ->
          throw new IllegalArgumentException(
              "%s is of a %s; supported: %s".formatted(where, type, String.join(", ", BUILT)));
    };
  }

  /**
   * The network with its weights, frozen.
   *
   * @param kind that is expected
   * @param precision number format in which the weights are kept and it will compute; to train it,
   *     float32
   * @throws IllegalArgumentException if it is of another kind, the settings are refused, or the
   *     weights are of another network
   */
  public <N extends Network> N load(Class<N> kind, Precision precision) {
    Backend.initialize();
    Network any = network();
    if (!kind.isInstance(any)) {
      any.close();
      throw new IllegalArgumentException(
          "%s is of a %s, which is not what is expected there".formatted(where, type));
    }
    N network = kind.cast(any);
    try {
      LoadReport report = read(tensors -> network.parameters().load(tensors, precision));
      if (!report.isComplete()) {
        throw new IllegalArgumentException(report.inOneLine());
      }
      return network;
    } catch (RuntimeException e) {
      network.close();
      throw e;
    }
  }

  /** How the weights fit the settings, without reading any. Errors as of {@link #network}. */
  public LoadReport compare() {
    try (Network network = network()) {
      return read(network.parameters()::compare);
    }
  }

  /**
   * Opens the weights and hands them out under this network's names.
   *
   * @param reader what is done with them before they are closed
   */
  public <T> T read(Function<Checkpoint, T> reader) {
    try (Checkpoint file = Checkpoint.open(weights)) {
      return reader.apply(view.apply(file));
    }
  }
}
