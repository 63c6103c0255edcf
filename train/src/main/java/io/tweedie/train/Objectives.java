package io.tweedie.train;

import io.tweedie.core.tensor.Shape;
import io.tweedie.models.clip.ClipModel;
import io.tweedie.models.dense.DenseNetwork;
import io.tweedie.models.diffusers.AutoencoderKl;
import io.tweedie.models.diffusers.UNet2d;
import io.tweedie.models.nn.ClassifyingNetwork;
import io.tweedie.models.nn.DenoisingNetwork;
import io.tweedie.models.nn.Network;
import io.tweedie.restore.Models;
import io.tweedie.train.data.CropDataset;
import io.tweedie.train.data.Examples;
import io.tweedie.train.data.MixedImages;
import io.tweedie.train.data.ProceduralCrops;
import io.tweedie.train.data.TrainingImages;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;

/** Opens a recipe's data and makes what it asks to be trained. */
final class Objectives {

  private static final int PHOTO_CROPS = 8;
  private static final int PHOTO_SIDE = 96;
  private static final int LABELLED_IMAGES = 64;

  private Objectives() {}

  /**
   * The objective of a recipe, its network as it is before the first step.
   *
   * @throws IOException if its data or the model that it begins with cannot be read
   * @throws IllegalArgumentException if there is no such model, or it is of another network
   */
  static Objective begun(Recipe recipe, Path dataRoot) throws IOException {
    Objective objective = of(recipe, dataRoot);
    try {
      objective.start(recipe.seed());
      if (recipe.from() != null) {
        Path below = dataRoot.resolve(recipe.from());
        objective.startFrom(Files.isDirectory(below) ? below : Models.folder(recipe.from()));
      }
      return objective;
    } catch (IOException | RuntimeException e) {
      objective.close();
      throw e;
    }
  }

  /** The objective of a recipe, its network without weights. */
  static Objective of(Recipe recipe, Path dataRoot) throws IOException {
    Network network = recipe.spec().network();
    if (recipe.scenes() != null) {
      return ofScenes(recipe, network, dataRoot);
    }
    if (network instanceof DenoisingNetwork denoiser) {
      return recipe.labelled() == null
          ? ofPhotos(recipe, denoiser, dataRoot)
          : ofLabelled(recipe, denoiser, LabelledSplit.open(recipe, dataRoot));
    }
    ClassifyingNetwork classifier = (ClassifyingNetwork) network;
    LabelledSplit split = LabelledSplit.open(recipe, dataRoot);
    requireFits(recipe, network, split, classifier.classes());
    return classifier.knowsNoise()
        ? new NoisyClassification(recipe, classifier, split)
        : new CleanClassification(recipe, classifier, split);
  }

  private static Objective ofScenes(Recipe recipe, Network network, Path dataRoot)
      throws IOException {
    if (network instanceof DenseNetwork dense) {
      return new ScenePerception(recipe, dense);
    }
    if (network instanceof AutoencoderKl autoencoder) {
      return new SceneAutoencoding(recipe, autoencoder);
    }
    if (network instanceof ClipModel clip) {
      return new SceneContrast(recipe, clip);
    }
    return new SceneGeneration(recipe, (UNet2d) network, dataRoot);
  }

  private static Objective ofPhotos(Recipe recipe, DenoisingNetwork network, Path dataRoot) {
    return new DenoisingObjective(
        recipe,
        network,
        crops(recipe, dataRoot),
        new Validation(recipe, validationCrops(recipe.data().keptForValidation(dataRoot))),
        Optional.empty());
  }

  private static TrainingImages crops(Recipe recipe, Path dataRoot) {
    double procedural = recipe.data().procedural();
    if (procedural == 1) {
      return new ProceduralCrops(recipe.crop(), recipe.seed());
    }
    CropDataset photos = new CropDataset(recipe.data().learned(dataRoot), recipe.crop());
    return procedural == 0
        ? photos
        : new MixedImages(photos, new ProceduralCrops(recipe.crop(), recipe.seed()), procedural);
  }

  private static Examples validationCrops(List<Path> files) {
    try (CropDataset photos = new CropDataset(files, PHOTO_SIDE)) {
      return photos.batch(0, PHOTO_CROPS, new SplittableRandom(7));
    }
  }

  private static Objective ofLabelled(
      Recipe recipe, DenoisingNetwork network, LabelledSplit split) {
    Examples validation = split.validation(LABELLED_IMAGES);
    int channels = split.learned().channels();
    if (!recipe.spec().classConditional()) {
      requireFits(recipe, network, split, split.learned().classes());
      Validation unlabelled = new Validation(recipe, new Examples(validation.images(), null));
      return new DenoisingObjective(
          recipe, network, split.shuffled(recipe.seed()), unlabelled, Optional.empty());
    }
    int classes = (int) recipe.spec().classes();
    requireFits(recipe, network, split, classes);
    SampleSheet sheet =
        new SampleSheet(recipe, classes, new Shape(channels, recipe.crop(), recipe.crop()));
    return new DenoisingObjective(
        recipe,
        network,
        split.shuffled(recipe.seed()),
        new Validation(recipe, validation),
        Optional.of(sheet));
  }

  private static void requireFits(
      Recipe recipe, Network network, LabelledSplit split, int classes) {
    if (network.inChannels() != split.learned().channels()
        || classes != split.learned().classes()) {
      throw new IllegalArgumentException(
          "recipe %s is for images of %d channels and %d classes, but those in %s have %d and %d"
              .formatted(
                  recipe.name(),
                  network.inChannels(),
                  classes,
                  split.folder(),
                  split.learned().channels(),
                  split.learned().classes()));
    }
  }
}
