package io.tweedie.restore;

import io.tweedie.models.prior.KnownModels;
import io.tweedie.models.prior.ModelSource;
import io.tweedie.models.prior.ModelSpec;
import io.tweedie.restore.spec.ModelChoice;
import io.tweedie.restore.spec.PriorSpec;
import io.tweedie.zoo.Zoo;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Finds models: those that ship, folders that describe themselves, and bare checkpoints. */
public final class Models {

  private Models() {}

  /**
   * A model as a prior, computing as this machine is fastest at.
   *
   * @param nameOrFolder a model that ships, such as {@code photos}, or a folder with {@code
   *     model.json} and weights
   * @throws IOException if its description cannot be read
   * @throws IllegalArgumentException if there is no such model
   */
  public static ModelPrior named(String nameOrFolder) throws IOException {
    return open(PriorSpec.named(nameOrFolder));
  }

  /**
   * A model as a prior.
   *
   * @throws IOException if its description cannot be read
   * @throws IllegalArgumentException if there is no such model, or it cannot compute so
   */
  public static ModelPrior open(PriorSpec spec) throws IOException {
    return new ModelPrior(spec);
  }

  /**
   * A model as a prior, of pictures or, if it is a text-to-image model, of latents.
   *
   * @throws IOException if its description cannot be read
   * @throws IllegalArgumentException if there is no such model, or it cannot compute so
   */
  public static Prior prior(PriorSpec spec) throws IOException {
    ModelChoice choice = spec.model();
    if (choice.name() != null) {
      if (LatentPrior.isOne(folder(choice.name()))) {
        return new LatentPrior(Pipelines.open(choice.name(), spec.compute()));
      }
    }
    return open(spec);
  }

  /**
   * Where a model comes from.
   *
   * @throws IOException if its description cannot be read
   * @throws IllegalArgumentException if there is no such model
   */
  public static ModelSource source(ModelChoice choice) throws IOException {
    return choice.name() == null
        ? ModelSource.checkpoint(description(choice.config()), Path.of(choice.weights()))
        : ModelSource.folder(folder(choice.name()));
  }

  /**
   * The description of a model: one that ships, a public one, a folder's, or a file of flags.
   *
   * @throws IOException if it cannot be read
   * @throws IllegalArgumentException if it is none
   */
  public static ModelSpec description(String nameOrPath) throws IOException {
    if (KnownModels.names().contains(nameOrPath)) {
      return KnownModels.named(nameOrPath);
    }
    if (Zoo.names().contains(nameOrPath)) {
      return ModelSpec.read(Zoo.folder(nameOrPath).resolve(ModelSpec.FILE));
    }
    if (Zoo.pipelines().contains(nameOrPath)) {
      return ModelSource.folder(Zoo.folder(nameOrPath)).spec();
    }
    Path path = Path.of(nameOrPath);
    return Files.isDirectory(path) ? ModelSource.folder(path).spec() : ModelSpec.readFlags(path);
  }

  /**
   * The folder of another model that belongs to one and is named after it.
   *
   * @param suffix of its name
   * @throws IOException if one that ships cannot be copied out of its jar
   * @throws IllegalArgumentException if there is none
   */
  public static Path companion(ModelChoice choice, String suffix) throws IOException {
    if (choice.name() == null) {
      throw new IllegalArgumentException(
          "a model given by --config and --weights has no companion; name one");
    }
    return folder(choice.name().replaceFirst("[/\\\\]+$", "") + suffix);
  }

  /**
   * The folder of a model that ships or of the user's own.
   *
   * @throws IOException if one that ships cannot be copied out of its jar
   * @throws IllegalArgumentException if there is none
   */
  public static Path folder(String model) throws IOException {
    Path path = Path.of(model);
    if (ModelSource.isFolder(path)) {
      return path;
    }
    if (Zoo.names().contains(model) || Zoo.pipelines().contains(model)) {
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
}
