package io.tweedie.models.clip;

import com.fasterxml.jackson.databind.JsonNode;
import io.tweedie.core.tensor.Backend;
import io.tweedie.core.tensor.Precision;
import io.tweedie.models.architecture.JsonFile;
import io.tweedie.models.checkpoint.Checkpoint;
import io.tweedie.models.checkpoint.Sha256;
import io.tweedie.models.checkpoint.WeightFiles;
import io.tweedie.models.nn.LoadReport;
import io.tweedie.models.nn.Parameters;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/** Loads CLIP's networks from the folders and files they come in. */
public final class ClipFiles {

  private static final String CONFIG = "config.json";
  private static final String PREPROCESSOR = "preprocessor_config.json";

  private ClipFiles() {}

  /**
   * The text encoder of a folder with {@code config.json} and weights, such as the {@code
   * text_encoder} of Stable Diffusion.
   *
   * @param precision in which the weights are kept; fp32 for training
   * @throws IOException if a file cannot be read
   * @throws IllegalArgumentException if files are missing, of another network or not understood
   */
  public static ClipTextModel textModel(Path folder, Precision precision) throws IOException {
    return load(
        folder,
        precision,
        json -> new ClipTextModel(ClipTextConfig.read(json, folder.resolve(CONFIG).toString())),
        ClipTextModel::parameters,
        ClipCheckpoint::ofText);
  }

  /** What the text encoder of a folder is made of; errors as above. */
  public static ClipTextConfig textConfig(Path folder) throws IOException {
    Path config = folder.resolve(CONFIG);
    return ClipTextConfig.read(JsonFile.read(config), config.toString());
  }

  /** How the weights of a text encoder fit its settings, without reading any; errors as above. */
  public static LoadReport compareTextModel(Path folder) throws IOException {
    try (ClipTextModel model = new ClipTextModel(textConfig(folder));
        Checkpoint file = Checkpoint.open(WeightFiles.in(folder))) {
      return model.parameters().compare(ClipCheckpoint.ofText(file));
    }
  }

  /** The same with a projection of the pooled vector; errors as above. */
  public static ClipProjectedTextModel projectedTextModel(Path folder, Precision precision)
      throws IOException {
    return load(
        folder,
        precision,
        json ->
            new ClipProjectedTextModel(
                ClipTextConfig.read(json, folder.resolve(CONFIG).toString())),
        ClipProjectedTextModel::parameters,
        ClipCheckpoint::ofText);
  }

  /**
   * Both towers.
   *
   * @param source a folder of transformers, or a checkpoint of OpenAI's code, {@code .pt}
   * @param precision in which the weights are kept; fp32 for training
   * @throws IOException if a file cannot be read
   * @throws IllegalArgumentException if files are missing, of another network or not understood
   */
  public static ClipModel model(Path source, Precision precision) throws IOException {
    if (Files.isDirectory(source)) {
      return load(
          source,
          precision,
          json -> new ClipModel(ClipConfig.read(json, source.resolve(CONFIG).toString())),
          ClipModel::parameters,
          ClipCheckpoint::ofBoth);
    }
    Backend.initialize();
    try (Checkpoint file = Checkpoint.open(source)) {
      if (!ClipCheckpoint.isOriginal(file)) {
        throw new IllegalArgumentException(
            source
                + ": this is no checkpoint of OpenAI's CLIP, which has transformer.resblocks; of"
                + " transformers' CLIP name the folder");
      }
      ClipModel model = new ClipModel(OriginalClip.config(file));
      return filled(model, model.parameters(), ClipCheckpoint.ofBoth(file), precision);
    }
  }

  /**
   * SHA-256 of the weights of both towers, in hexadecimal.
   *
   * @param source as {@link #model} takes it
   * @throws IOException if a file cannot be read
   * @throws IllegalArgumentException if there are no weights
   */
  public static String hash(Path source) throws IOException {
    return Sha256.ofWeights(Files.isDirectory(source) ? WeightFiles.in(source) : source);
  }

  /** How the weights of both towers fit their settings, without reading any; errors as above. */
  public static LoadReport compareModel(Path folder) throws IOException {
    Path config = folder.resolve(CONFIG);
    try (ClipModel model =
            new ClipModel(ClipConfig.read(JsonFile.read(config), config.toString()));
        Checkpoint file = Checkpoint.open(WeightFiles.in(folder))) {
      return model.parameters().compare(ClipCheckpoint.ofBoth(file));
    }
  }

  /**
   * How a model wants its images: as its folder says, or as OpenAI's code has it.
   *
   * @param source as {@link #model} takes it
   * @throws IOException if a file cannot be read
   * @throws IllegalArgumentException if a setting is not supported
   */
  public static ClipImages images(Path source, ClipModel model) throws IOException {
    Path file = source.resolve(PREPROCESSOR);
    return Files.isRegularFile(file)
        ? ClipImages.read(JsonFile.read(file), file.toString())
        : ClipImages.ofSize(model.config().vision().imageSize());
  }

  private static <N extends AutoCloseable> N load(
      Path folder,
      Precision precision,
      Function<JsonNode, N> network,
      Function<N, Parameters> parameters,
      UnaryOperator<Checkpoint> names)
      throws IOException {
    Backend.initialize();
    Path config = folder.resolve(CONFIG);
    if (!Files.isRegularFile(config)) {
      throw new IllegalArgumentException(
          folder + ": there is no config.json; name a folder of transformers");
    }
    Path weights = WeightFiles.in(folder);
    N made = network.apply(JsonFile.read(config));
    try (Checkpoint file = Checkpoint.open(weights)) {
      return filled(made, parameters.apply(made), names.apply(file), precision);
    }
  }

  private static <N> N filled(
      N network, Parameters parameters, Checkpoint weights, Precision precision) {
    try {
      parameters.load(weights, precision).requireComplete();
      return network;
    } catch (RuntimeException e) {
      parameters.close();
      throw e;
    }
  }
}
