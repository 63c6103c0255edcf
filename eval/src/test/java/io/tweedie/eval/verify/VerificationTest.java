package io.tweedie.eval.verify;

import static io.tweedie.core.tensor.Scalars.scalar;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.tweedie.core.exact.NormalMixture;
import java.io.IOException;
import java.io.Reader;
import java.io.StringReader;
import java.util.List;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("processor")
class VerificationTest {

  @Test
  void solversAreAsFarFromTheExactPosteriorAsRecorded() throws IOException {
    List<Conformance> rows = Verification.quick().run((done, all, row) -> {});
    try (Reader recorded = ConformanceTable.recorded("quick")) {
      assertThat(new ConformanceTable(rows).regressions(recorded)).isEmpty();
    }
  }

  @Test
  void exactSamplesAgreeAndOthersDoNot() {
    try (PointerScope scope = new PointerScope()) {
      NormalMixture mixture = ExactPriors.mixture();
      Tensor samples = mixture.sample(2000, 3);
      Yardstick yardstick = new Yardstick(mixture, 2000);
      Agreement good = yardstick.agreement(samples);
      assertThat(good.reachesFloor()).isTrue();
      assertThat(good.bias()).isLessThan(0.06);
      assertThat(good.covarianceError()).isLessThan(0.1);
      assertThat(good.coverage()).isCloseTo(0.9, within(0.01));
      assertThat(good.spread()).isCloseTo(1, within(0.03));

      Agreement narrow = yardstick.agreement(samples.mul(scalar(0.8)));
      assertThat(narrow.reachesFloor()).isFalse();
      assertThat(narrow.spread()).isCloseTo(0.8, within(0.03));
      assertThat(narrow.coverage()).isLessThan(0.87);

      Agreement shifted = yardstick.agreement(samples.add(scalar(0.3)));
      assertThat(shifted.reachesFloor()).isFalse();
      assertThat(shifted.bias()).isGreaterThan(0.4);
    }
  }

  @Test
  void aMovedDistanceIsNamed() throws IOException {
    Agreement agreement = new Agreement(0, 0, 0.5, 0.1, 0.9, 1, 1);
    Conformance row = new Conformance("dps", "Gaussian", "sr:2", 0.05, "", agreement);
    ConformanceTable table = new ConformanceTable(List.of(row));
    assertThat(table.regressions(new StringReader(table.csv()))).isEmpty();
    String moved = table.csv().replace("0.5000", "0.4500");
    assertThat(table.regressions(new StringReader(moved)))
        .singleElement()
        .asString()
        .contains("dps | Gaussian | sr:2 | 0.05", "0.5000", "0.4500");
    assertThat(table.regressions(new StringReader(table.csv().lines().findFirst().orElseThrow())))
        .singleElement()
        .asString()
        .contains("no distance is recorded");
  }
}
