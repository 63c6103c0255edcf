package io.tweedie.models.prior;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.tweedie.core.denoiser.Parameterization;
import io.tweedie.core.file.WholeFile;
import io.tweedie.core.schedule.NoiseSchedule;
import io.tweedie.models.architecture.Architecture;
import io.tweedie.models.architecture.JsonMistake;
import io.tweedie.models.checkpoint.Checkpoint;
import io.tweedie.models.nn.ClassifyingNetwork;
import io.tweedie.models.nn.DenoisingNetwork;
import io.tweedie.models.nn.Network;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.function.BiFunction;

/**
 * What must be known beside the weights to use a model, as its {@code model.json} says.
 *
 * @param name of the model
 * @param summary one line for people; may be absent
 * @param architecture a name that {@link Architecture#ALL} knows: of denoisers, "adm"
 *     (guided-diffusion) or "ddpm" (the plain U-Net of DDPM); of classifiers, "adm-classifier" (of
 *     noisy images) or "cnn" and "cifar-resnet" (of clean ones), and of scenes, cell by cell,
 *     "dense"; of the generators of GANs, "dcgan"; or one of a jar
 * @param config the architecture's flags, in the words of its own code
 * @param schedule name of the noise schedule it was trained on; "linear" if absent
 * @param steps of that schedule; 1000 if absent
 * @param prediction what the network predicts; epsilon if absent
 * @param weights file beside this one; absent while there is none
 * @param prefix under which the file holds the weights; "" or absent for none
 * @param imageSize side it was trained for, if it serves only that; absent for any size
 * @param tileMargin how far the network looks, in pixels, if it may be run in tiles; absent if not
 * @param nullLabel the label by which a class-conditional network was told no class in training;
 *     absent if it always was told one
 * @param source where people get the weights, if they do not come with this description
 * @param licence of the weights; may be absent
 * @param tuned settings of solvers that were tuned for it; none if absent
 */
@JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ModelSpec(
    String name,
    String summary,
    String architecture,
    JsonNode config,
    String schedule,
    int steps,
    Parameterization prediction,
    String weights,
    String prefix,
    Integer imageSize,
    Integer tileMargin,
    Long nullLabel,
    String source,
    String licence,
    @JsonInclude(JsonInclude.Include.NON_EMPTY) Tuned tuned) {

  /** The name of a model's description in its folder. */
  public static final String FILE = "model.json";

  static final JsonMapper JSON =
      JsonMapper.builder()
          .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .enable(MapperFeature.ACCEPT_CASE_INSENSITIVE_ENUMS)
          .build();

  /** Fills in defaults and refuses what cannot be built. */
  public ModelSpec {
    schedule = schedule == null ? "linear" : schedule;
    steps = steps == 0 ? 1000 : steps;
    prediction = prediction == null ? Parameterization.EPSILON : prediction;
    prefix = prefix == null ? "" : prefix;
    tuned = tuned == null ? Tuned.NOTHING : tuned;
    if (config == null || architecture == null || name == null) {
      throw new IllegalArgumentException("a model needs name, architecture and config");
    }
    if (nullLabel != null) {
      long told = read(name, architecture, config, Architecture::classes);
      if (nullLabel != told - 1) {
        throw new IllegalArgumentException(
            "model %s: null_label must be the last of the %d classes that the network is told, got %d"
                .formatted(name, told, nullLabel));
      }
    }
  }

  /**
   * Reads a {@code model.json}.
   *
   * @throws IOException if the file cannot be read
   * @throws IllegalArgumentException naming what is wrong in it
   */
  public static ModelSpec read(Path file) throws IOException {
    try {
      return JSON.readValue(text(file), ModelSpec.class);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(file + ": " + JsonMistake.of(e), e);
    }
  }

  /**
   * Reads a {@code model.json}, or the bare flags of an architecture as {@link Flags} knows them.
   *
   * @throws IOException if the file cannot be read
   * @throws IllegalArgumentException naming what is wrong in it
   */
  public static ModelSpec readFlags(Path file) throws IOException {
    try {
      JsonNode json = JSON.readTree(text(file));
      return json.has("architecture")
          ? JSON.treeToValue(json, ModelSpec.class)
          : Flags.spec(file.getFileName().toString(), json);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(file + ": " + JsonMistake.of(e), e);
    }
  }

  private static String text(Path file) throws IOException {
    try {
      String text = Files.readString(file);
      if (text.indexOf('\0') < 0) {
        return text;
      }
    } catch (NoSuchFileException e) {
      throw new IOException(file + " does not exist", e);
    } catch (CharacterCodingException e) {
      // Said below, together with the other way in which a file is no text.
    }
    throw new IllegalArgumentException(
        file
            + " is not JSON; the description of a model is needed here. A checkpoint goes to"
            + " --weights, and 'tweedie models show' says what is in it");
  }

  /**
   * Writes a {@code model.json} that {@link #read} reads.
   *
   * @throws IOException if the file cannot be written
   */
  public void write(Path file) throws IOException {
    WholeFile.write(file, JSON.writerWithDefaultPrettyPrinter().writeValueAsString(this) + "\n");
  }

  /** The same model with its weights in another file, under no prefix. */
  public ModelSpec withWeights(String weights) {
    return new ModelSpec(
        name,
        summary,
        architecture,
        config,
        schedule,
        steps,
        prediction,
        weights,
        "",
        imageSize,
        tileMargin,
        nullLabel,
        source,
        licence,
        tuned);
  }

  /**
   * The network, without weights.
   *
   * @throws IllegalArgumentException if there is no such architecture, or it cannot be built so
   */
  public Network network() {
    return read(name, architecture, config, Architecture::network);
  }

  /** What an architecture makes of its configuration. */
  private static <T> T read(
      String name,
      String architecture,
      JsonNode config,
      BiFunction<Architecture, JsonNode, T> reader) {
    try {
      return reader.apply(Architecture.ALL.named(architecture), config);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("model %s: %s".formatted(name, e.getMessage()), e);
    }
  }

  /**
   * The network of a denoiser, without weights.
   *
   * @throws IllegalArgumentException if it is of something else
   */
  public DenoisingNetwork denoisingNetwork() {
    Network network = network();
    if (network instanceof DenoisingNetwork denoiser) {
      return denoiser;
    }
    throw new IllegalArgumentException(
        "model %s is %s; it can denoise no images".formatted(name, network.kind()));
  }

  /**
   * The network of a classifier, without weights.
   *
   * @throws IllegalArgumentException if it is of something else
   */
  public ClassifyingNetwork classifyingNetwork() {
    Network network = network();
    if (network instanceof ClassifyingNetwork classifier) {
      return classifier;
    }
    throw new IllegalArgumentException(
        "model %s is %s; a classifier is needed here".formatted(name, network.kind()));
  }

  /** Whether the network must be told a class. */
  public boolean classConditional() {
    return toldClasses() > 0;
  }

  /** Classes that a class-conditional network can be told, the null label not counted. */
  public long classes() {
    return nullLabel == null ? toldClasses() : toldClasses() - 1;
  }

  private long toldClasses() {
    return read(name, architecture, config, Architecture::classes);
  }

  /**
   * The weights beside the description.
   *
   * @throws IllegalArgumentException if it names none
   */
  public Path weightsIn(Path folder) {
    if (weights == null) {
      throw new IllegalArgumentException(
          "%s names no weights; add \"weights\": a file in that folder"
              .formatted(folder.resolve(FILE)));
    }
    return folder.resolve(weights);
  }

  /**
   * The network with the weights that lie beside the description.
   *
   * @param folder of both
   * @throws IllegalArgumentException if the weights are missing or do not fit
   */
  public Network loadFrom(Path folder) {
    return filled(network(), weightsIn(folder));
  }

  /** Gives a network its weights; frees it if they do not fit. */
  public <N extends Network> N filled(N network, Path file) {
    try (Checkpoint checkpoint = Checkpoint.open(file)) {
      Checkpoint tensors = prefix.isEmpty() ? checkpoint : checkpoint.under(prefix);
      network.parameters().load(network.named(tensors)).requireComplete();
      return network;
    } catch (RuntimeException e) {
      network.close();
      throw e;
    }
  }

  /** The noise schedule it was trained on. */
  public NoiseSchedule noiseSchedule() {
    return NoiseSchedule.named(schedule, steps);
  }
}
