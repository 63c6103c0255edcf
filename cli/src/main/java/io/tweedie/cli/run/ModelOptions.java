package io.tweedie.cli.run;

import io.tweedie.core.tensor.Compute;
import io.tweedie.core.tensor.Device;
import io.tweedie.core.tensor.Layout;
import io.tweedie.core.tensor.Precision;
import io.tweedie.eval.experiment.ModelChoice;
import io.tweedie.models.prior.KnownModels;
import io.tweedie.models.prior.Model;
import io.tweedie.models.prior.ModelSource;
import io.tweedie.models.prior.ModelSpec;
import io.tweedie.zoo.Zoo;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import picocli.CommandLine.Option;

/** Which model, and how its network computes. */
public final class ModelOptions {

  @Option(
      names = "--model",
      paramLabel = "NAME|DIR",
      defaultValue = "photos",
      description =
          "A model that ships, or a folder with model.json and weights (default:"
              + " ${DEFAULT-VALUE}); 'tweedie models list' names them.")
  private String model;

  @Option(
      names = "--config",
      paramLabel = "NAME|FILE",
      description =
          "With --weights, in place of --model: a public model's name, or a JSON file with the"
              + " flags of guided-diffusion.")
  private String config;

  @Option(
      names = "--weights",
      paramLabel = "FILE",
      description = "A checkpoint (.pt, .pth or .safetensors) for --config.")
  private Path weights;

  @Option(
      names = "--precision",
      paramLabel = "P",
      description =
          "Number format inside the network: fp32, bf16, or auto (bf16 where the processor is"
              + " fast at it).")
  private String precision;

  @Option(
      names = "--layout",
      paramLabel = "L",
      description =
          "Memory layout inside the network: channels-last, contiguous, or auto (what the processor"
              + " is faster at; small images contiguous). Changes speed, not meaning.")
  private String layout;

  @Option(
      names = "--device",
      paramLabel = "D",
      defaultValue = "cpu",
      description =
          "Where the network computes: cpu, cuda or cuda:1 (default: ${DEFAULT-VALUE}). CUDA needs"
              + " a build with -Pcuda.")
  private String device;

  private String hash;

  /** The same options for a model named in another way. */
  public ModelOptions named(String name) {
    model = name;
    return this;
  }

  /** The model as an experiment names it. */
  public ModelChoice choice() {
    return isLoose() ? new ModelChoice(null, config, weights.toString()) : ModelChoice.named(model);
  }

  /** The same number format and layout for another model. */
  public ModelOptions choosing(ModelChoice choice) {
    ModelOptions other = new ModelOptions();
    other.model = choice.name();
    other.config = choice.config();
    other.weights = choice.weights() == null ? null : Path.of(choice.weights());
    other.precision = precision;
    other.layout = layout;
    other.device = device;
    return other;
  }

  /**
   * What is to be known of the model before it is loaded.
   *
   * @throws IOException if its description cannot be read
   * @throws IllegalArgumentException if there is no such model
   */
  public ModelSpec spec() throws IOException {
    return source().spec();
  }

  /** Loads the model; errors as of {@link #spec}, and if its weights do not fit. */
  public Model load() throws IOException {
    return source().load();
  }

  /** SHA-256 of the weights, for which they need not be loaded. */
  public String hash() throws IOException {
    if (hash == null) {
      hash = source().hash();
    }
    return hash;
  }

  private ModelSource source() throws IOException {
    return isLoose()
        ? ModelSource.checkpoint(description(config), weights)
        : ModelSource.folder(folder(model));
  }

  private boolean isLoose() {
    if ((config == null) != (weights == null)) {
      throw new IllegalArgumentException(
          "--config and --weights go together: what the network is, and the checkpoint");
    }
    return config != null;
  }

  /** The description of a model: one that ships, a public one, a folder's, or a file of flags. */
  public static ModelSpec description(String nameOrPath) throws IOException {
    if (KnownModels.names().contains(nameOrPath)) {
      return KnownModels.named(nameOrPath);
    }
    if (Zoo.names().contains(nameOrPath)) {
      return ModelSpec.read(Zoo.folder(nameOrPath).resolve(ModelSpec.FILE));
    }
    Path path = Path.of(nameOrPath);
    return Files.isDirectory(path)
        ? ModelSpec.read(path.resolve(ModelSpec.FILE))
        : ModelSpec.readFlags(path);
  }

  /**
   * The folder of another model that belongs to this one and is named after it.
   *
   * @param suffix of its name
   * @throws IllegalArgumentException if there is none
   */
  public Path companion(String suffix) throws IOException {
    if (isLoose()) {
      throw new IllegalArgumentException(
          "a model given by --config and --weights has no companion; name one");
    }
    String name = model.replaceFirst("[/\\\\]+$", "");
    return folder(name + suffix);
  }

  /** The folder of a model that ships or of the user's own. */
  public static Path folder(String model) throws IOException {
    Path path = Path.of(model);
    if (Files.exists(path.resolve(ModelSpec.FILE))) {
      return path;
    }
    if (Zoo.names().contains(model)) {
      return Zoo.folder(model);
    }
    if (KnownModels.names().contains(model)) {
      throw new IllegalArgumentException(
          "the weights of %s do not ship; get %s and pass --config %s --weights FILE"
              .formatted(model, KnownModels.named(model).source(), model));
    }
    if (Files.isRegularFile(path)) {
      throw new IllegalArgumentException(
          ("'%s' is a file; a checkpoint is given by --config NAME|FILE --weights %s, and 'tweedie"
                  + " models check' tells of which model it is")
              .formatted(model, model));
    }
    throw new IllegalArgumentException(
        "'%s' is neither a model that ships (%s) nor a folder with a %s"
            .formatted(model, String.join(", ", Zoo.names()), ModelSpec.FILE));
  }

  /**
   * How the network computes.
   *
   * @param usual number format to take if none was asked for, in the words of the option
   * @throws IllegalArgumentException if a name is not known, or the device is not to be had
   */
  public Compute compute(String usual) {
    return Compute.REFERENCE
        .with(precision(usual))
        .with(layout())
        .with(new Device(device).requireAvailable());
  }

  private Precision precision(String usual) {
    String asked = precision == null ? usual : precision;
    return asked.equals("auto") ? Processor.fastPrecision() : Precision.parse(asked);
  }

  /**
   * The same options with what is fastest for images of about 32x32, where nothing else was asked
   * for: single precision and contiguous memory let a network see whole batches at once.
   */
  public ModelOptions forSmallImages() {
    precision = precision == null ? "fp32" : precision;
    layout = layout == null || layout.equals("auto") ? "contiguous" : layout;
    return this;
  }

  private Layout layout() {
    return layout == null || layout.equals("auto")
        ? Processor.fastLayout(System.getProperty("os.arch"))
        : Layout.parse(layout);
  }
}
