package io.tweedie.eval.features;

import static io.tweedie.core.tensor.Scalars.scalar;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.bytedeco.pytorch.global.torch.cat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.tweedie.core.random.RandomStream;
import io.tweedie.core.tensor.Backend;
import io.tweedie.core.tensor.Compute;
import io.tweedie.eval.distribution.StatisticsFile;
import io.tweedie.eval.features.DistributionReport.Measure;
import io.tweedie.eval.features.DistributionReport.Reference;
import io.tweedie.images.ImageFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Features of folders: what is kept, what a killed run costs, and what is measured of them. */
class FeatureStoreTest {

  @TempDir private Path folder;
  private Path photos;

  /** Means by colour, three of places, two scores of classes; counts what it looked at. */
  private static final class Means implements FeatureExtractor {

    private int looks;
    private int until = Integer.MAX_VALUE;

    @Override
    public FeatureKind kind() {
      return new FeatureKind("means", "means of colours", true, 3, 3, 2);
    }

    @Override
    public String fingerprint() {
      return "means-1";
    }

    @Override
    public Tensor extract(Tensor image) {
      if (++looks > until) {
        throw new IllegalStateException("killed");
      }
      Tensor means = image.mean(2, 3);
      return cat(new TensorVector(means, means.mul(scalar(2)), means.narrow(1, 0, 2)), 1);
    }

    @Override
    public void close() {}
  }

  @BeforeAll
  static void start() {
    Backend.initialize();
  }

  @BeforeEach
  void pictures() throws IOException {
    photos = Files.createDirectories(folder.resolve("photos"));
    for (int i = 0; i < 9; i++) {
      write(photos, i, 0);
    }
  }

  private static void write(Path folder, int i, double shift) {
    try (PointerScope scope = new PointerScope()) {
      Tensor noise = new RandomStream(i, "picture").uniform(-0.6, 0.6, 1, 3, 4, 6 + i % 2);
      Tensor level = new RandomStream(i, "level").uniform(-0.3, 0.3, 1, 3, 1, 1);
      ImageFile.writePng(
          folder.resolve(String.format(Locale.ROOT, "%02d.png", i)),
          noise.add(level).add(scalar(shift)));
    }
  }

  private void look(Means network, int batch) throws IOException {
    try (FeatureStore store = FeatureStore.open(folder.resolve("features"), network)) {
      FeatureSet.of(ImageSource.folder(photos), network, store, batch, n -> {});
    }
  }

  @Test
  void aRunThatWasKilledGoesOn() throws IOException {
    Means killed = new Means();
    killed.until = 5;
    assertThatThrownBy(() -> look(killed, 2)).hasMessage("killed");
    // What the kill left behind the last whole batch.
    Path numbers = folder.resolve("features/means-1.f32");
    Files.write(numbers, new byte[11], StandardOpenOption.APPEND);
    Path index = folder.resolve("features/means-1.index");
    Files.writeString(index, "0123", StandardOpenOption.APPEND);

    Means network = new Means();
    look(network, 2);
    assertThat(network.looks).as("images that were not kept").isEqualTo(9 - 4);
    Means again = new Means();
    look(again, 2);
    assertThat(again.looks).isZero();

    Path whole = folder.resolve("whole");
    try (FeatureStore store = FeatureStore.open(whole, network)) {
      FeatureSet.of(ImageSource.folder(photos), network, store, 100, n -> {});
    }
    assertThat(whole.resolve("means-1.f32")).hasSameBinaryContentAs(numbers);
    assertThat(whole.resolve("means-1.index")).hasSameBinaryContentAs(index);
  }

  @Test
  void filesThatAreNoImagesAreSkippedAndNamed() throws IOException {
    Files.writeString(photos.resolve("05-broken.png"), "no picture");
    Means network = new Means();
    try (FeatureStore store = FeatureStore.open(folder.resolve("features"), network)) {
      FeatureSet set = FeatureSet.of(ImageSource.folder(photos), network, store, 16, n -> {});
      assertThat(set.rows().count()).isEqualTo(9);
      assertThat(set.skipped()).singleElement().asString().contains("05-broken.png");
    }
    Path empty = Files.createDirectories(folder.resolve("empty"));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ImageSource.folder(empty))
        .withMessageContaining("no picture in");
  }

  @Test
  void aStoreIsForOneAtATime() throws IOException {
    Means network = new Means();
    try (FeatureStore store = FeatureStore.open(folder.resolve("features"), network)) {
      assertThat(store.count()).isZero();
      assertThatIllegalArgumentException()
          .isThrownBy(() -> FeatureStore.open(folder.resolve("features"), network))
          .withMessageContaining("in use by another run");
    }
  }

  @Test
  void samplesInAnArrayAreLookedAtAsPicturesAre() throws IOException {
    Path file = Path.of("../parity/golden/distribution/guided-diffusion.npz");
    ImageSource batch = ImageSource.batch(file);
    assertThat(batch.count()).isEqualTo(5);
    List<Double> edges = new ArrayList<>();
    List<String> hashes = new ArrayList<>();
    batch.each(
        new ImageSource.Visitor() {
          @Override
          public void image(String name, String sha256, Supplier<Tensor> pixels) {
            Tensor image = pixels.get();
            assertThat(image.shape()).containsExactly(1, 3, 6, 4);
            edges.add((image.select(1, 1).select(1, 0).select(1, 0).item_double() + 1) * 127.5);
            hashes.add(sha256);
          }

          @Override
          public void unreadable(String reason) {
            throw new AssertionError(reason);
          }
        });
    assertThat(hashes).doesNotHaveDuplicates().hasSize(5);
    // The second level of the first pixel: colours come before columns.
    assertThat(edges.get(0)).isCloseTo(level(1), within(1e-4));
  }

  private static double level(int index) throws IOException {
    return new ObjectMapper()
        .readTree(Path.of("../parity/golden/distribution/expected.json").toFile())
        .get("files")
        .get("images")
        .get(index)
        .asDouble();
  }

  private static double value(DistributionReport report, String name) {
    return report.measures().stream()
        .filter(measure -> measure.name().equals(name))
        .mapToDouble(Measure::value)
        .findFirst()
        .orElseThrow(() -> new AssertionError(name + " is not among " + report.measures()));
  }

  @Test
  void aFolderAgainstItselfAndAgainstWhatWasSavedOfIt() throws IOException {
    Means network = new Means();
    try (FeatureStore store = FeatureStore.open(folder.resolve("features"), network)) {
      FeatureSet set = FeatureSet.of(ImageSource.folder(photos), network, store, 16, n -> {});
      Path other = Files.createDirectories(folder.resolve("other"));
      for (int i = 0; i < 9; i++) {
        write(other, i, 0.1);
      }
      FeatureSet shifted = FeatureSet.of(ImageSource.folder(other), network, store, 16, n -> {});
      Reference images = new Reference(Optional.of(set), Optional.empty());
      DistributionReport self = DistributionReport.of(set, Optional.of(images), 0);
      assertThat(value(self, "FID")).isBetween(0.0, 1e-6);
      assertThat(value(self, "sFID")).isBetween(0.0, 1e-6);
      assertThat(value(self, "precision")).isEqualTo(1);
      assertThat(value(self, "recall")).isEqualTo(1);
      assertThat(self.notes()).anyMatch(n -> n.contains("9 images") && n.contains("two halves"));
      assertThat(self.notes()).anyMatch(n -> n.contains("KID is of subsets of 9 images"));

      Path file = folder.resolve("statistics.npz");
      DistributionReport.statistics(set).write(file);
      Reference saved = new Reference(Optional.empty(), Optional.of(StatisticsFile.read(file)));
      DistributionReport byImages = DistributionReport.of(shifted, Optional.of(images), 0);
      DistributionReport bySaved = DistributionReport.of(shifted, Optional.of(saved), 0);
      // Shifting all pixels by 0.1 shifts the means alone, by rounding to levels a little less.
      assertThat(value(byImages, "FID")).isCloseTo(3 * 0.01, within(2e-3));
      assertThat(value(byImages, "sFID")).isCloseTo(4 * value(byImages, "FID"), within(1e-9));
      assertThat(value(bySaved, "FID")).isCloseTo(value(byImages, "FID"), within(1e-12));
      assertThat(bySaved.measures()).extracting(Measure::name).doesNotContain("KID", "precision");
      assertThat(byImages.asMap()).containsKeys("fid", "kid", "is", "is_deviation", "diversity");

      StatisticsFile foreign =
          new StatisticsFile(
              "another network", saved.statistics().get().pooled(), Optional.empty());
      assertThatIllegalArgumentException()
          .isThrownBy(
              () ->
                  DistributionReport.of(
                      set, Optional.of(new Reference(Optional.empty(), Optional.of(foreign))), 0))
          .withMessageContainingAll("another network", "means of colours");
    }
  }

  @Test
  void choicesOfFeatures() {
    assertThat(FeatureChoice.parse("clip:some/folder").source()).contains(Path.of("some/folder"));
    for (String unknown : Stream.of("fid", "clip", "digits-judge:x", "").toList()) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> FeatureChoice.parse(unknown))
          .withMessageContaining(FeatureChoice.FORMS);
    }
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                FeatureChoice.parse("inception:" + folder.resolve("none.pth"))
                    .load(Compute.STANDARD))
        .withMessageContainingAll(
            "none.pth is no file", "pt_inception-2015-12-05-6726825d.pth", "6726825d");
  }
}
