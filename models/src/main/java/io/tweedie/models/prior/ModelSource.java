package io.tweedie.models.prior;

import io.tweedie.models.checkpoint.Sha256;
import io.tweedie.models.diffusers.DiffusersFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Where a model comes from: whatever layout of files has its description and its weights. */
public interface ModelSource {

  /**
   * What is to be known of the model before it is loaded.
   *
   * @throws IOException if a file cannot be read
   * @throws IllegalArgumentException if the description is wrong
   */
  ModelSpec spec() throws IOException;

  /**
   * Loads the model.
   *
   * @throws IOException if a file cannot be read
   * @throws IllegalArgumentException if the description is wrong or weights are missing
   */
  Model load() throws IOException;

  /**
   * SHA-256 of the weights, in hexadecimal; they need not be loaded for it.
   *
   * @throws IOException if a file cannot be read
   * @throws IllegalArgumentException if there are no weights
   */
  String hash() throws IOException;

  /** Whether a folder describes a model in a way that {@link #folder} reads. */
  static boolean isFolder(Path folder) {
    return Files.exists(folder.resolve(ModelSpec.FILE)) || DiffusersFolder.isOne(folder);
  }

  /**
   * A folder that describes itself: by a {@code model.json} beside its weights, or as diffusers
   * does it.
   *
   * @param folder of the model
   */
  static ModelSource folder(Path folder) {
    if (!Files.exists(folder.resolve(ModelSpec.FILE)) && DiffusersFolder.isOne(folder)) {
      return new DiffusersSource(folder);
    }
    return new ModelSource() {
      @Override
      public ModelSpec spec() throws IOException {
        return ModelSpec.read(folder.resolve(ModelSpec.FILE));
      }

      @Override
      public Model load() throws IOException {
        return Model.load(folder);
      }

      @Override
      public String hash() throws IOException {
        return Sha256.ofWeights(spec().weightsIn(folder));
      }
    };
  }

  /**
   * A bare checkpoint, and a description from elsewhere.
   *
   * @param spec what the weights are of
   * @param weights any checkpoint that is understood
   */
  static ModelSource checkpoint(ModelSpec spec, Path weights) {
    return new ModelSource() {
      @Override
      public ModelSpec spec() {
        return spec;
      }

      @Override
      public Model load() throws IOException {
        return Model.load(spec, weights);
      }

      @Override
      public String hash() throws IOException {
        return Sha256.ofWeights(weights);
      }
    };
  }
}
