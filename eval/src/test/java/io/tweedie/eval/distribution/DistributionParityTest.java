package io.tweedie.eval.distribution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tweedie.core.tensor.Backend;
import io.tweedie.models.checkpoint.Checkpoint;
import java.io.IOException;
import java.nio.file.Path;
import java.util.stream.IntStream;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The numbers that pytorch-fid, torch-fidelity and guided-diffusion's evaluator give. */
class DistributionParityTest {

  private static final Path FOLDER = Path.of("../parity/golden/distribution");

  /** As parity/make_distribution.py divides images for the inception score. */
  private static final int SPLITS = 4;

  private static JsonNode expected;

  @BeforeAll
  static void read() throws IOException {
    Backend.initialize();
    expected = new ObjectMapper().readTree(FOLDER.resolve("expected.json").toFile());
  }

  private static FeatureRows rows(Checkpoint features, String name) {
    return FeatureRows.of(features.read(name));
  }

  @ParameterizedTest
  @ValueSource(strings = {"many", "few", "least"})
  void distancesAreThoseOfAllReferences(String sizes) {
    try (PointerScope scope = new PointerScope();
        Checkpoint features = Checkpoint.open(FOLDER.resolve("features.safetensors"))) {
      FeatureRows result = rows(features, sizes + ".result");
      FeatureRows reference = rows(features, sizes + ".reference");
      Gaussian ofResult = Moments.of(result).gaussian();
      assertClose(sizes, "fid", ofResult.distance(Moments.of(reference).gaussian()), 1e-6);

      int both = Math.min(result.count(), reference.count());
      KernelDistance distance = new KernelDistance(2, both);
      Tensor first = result.range(0, both).rows(order(both));
      Tensor second = reference.range(0, both).rows(order(both));
      double kid = distance.between(FeatureRows.of(first), FeatureRows.of(second), 0).mean();
      assertClose(sizes, "kid", kid, 2e-5);

      Estimate score = InceptionScore.of(rows(features, sizes + ".logits"), SPLITS);
      assertClose(sizes, "is", score.mean(), 1e-6);
      assertClose(sizes, "is_deviation", score.deviation(), 1e-6);

      PrecisionRecall shares = PrecisionRecall.of(result, reference, PrecisionRecall.NEIGHBOURS);
      assertClose(sizes, "precision", shares.precision(), 1e-6);
      assertClose(sizes, "recall", shares.recall(), 1e-6);
    }
  }

  private static int[] order(int count) {
    return IntStream.range(0, count).toArray();
  }

  private static void assertClose(String sizes, String measure, double actual, double relative) {
    JsonNode sources = expected.get(sizes).get(measure);
    assertThat(sources.size()).isPositive();
    sources
        .properties()
        .forEach(
            source -> {
              double value = source.getValue().asDouble();
              assertThat(actual)
                  .as("%s of %s by %s", measure, sizes, source.getKey())
                  .isCloseTo(value, within(relative * Math.max(Math.abs(value), 1e-3)));
            });
  }

  @Test
  void filesOfPytorchFidAndGuidedDiffusionAreRead() throws IOException {
    JsonNode files = expected.get("files");
    for (String name : new String[] {"pytorch-fid.npz", "guided-diffusion.npz"}) {
      StatisticsFile file = StatisticsFile.read(FOLDER.resolve(name));
      assertThat(file.features()).isEmpty();
      assertThat(file.pooled().count()).isZero();
      double[] mean = file.pooled().mean();
      double[] covariance = file.pooled().covariance();
      assertThat(mean).hasSize(24);
      for (int i = 0; i < mean.length; i++) {
        assertThat(mean[i]).isCloseTo(files.get("mu").get(i).asDouble(), within(1e-7));
        assertThat(covariance[24 + i]).isEqualTo(files.get("sigma_row").get(i).asDouble());
      }
      assertThat(file.spatial().isPresent()).isEqualTo(name.startsWith("guided"));
    }
  }

  @Test
  void samplesOfGuidedDiffusionAreRead() throws IOException {
    try (NpzFile file = NpzFile.open(FOLDER.resolve("guided-diffusion.npz"))) {
      assertThat(file.countOfImages("arr_0", 100)).isEqualTo(5);
      int[] seen = {0};
      file.images(
          "arr_0",
          100,
          picture -> {
            assertThat(picture.index()).isEqualTo(seen[0]++);
            assertThat(picture.height()).isEqualTo(6);
            assertThat(picture.width()).isEqualTo(4);
            if (picture.index() == 0) {
              for (int i = 0; i < 12; i++) {
                assertThat(Byte.toUnsignedInt(picture.levels()[i]))
                    .isEqualTo(expected.get("files").get("images").get(i).asInt());
              }
            }
          });
      assertThat(seen[0]).isEqualTo(5);
    }
  }
}
