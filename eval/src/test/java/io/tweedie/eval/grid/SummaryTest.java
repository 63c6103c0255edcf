package io.tweedie.eval.grid;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.tweedie.eval.grid.Outcome.Measured;
import io.tweedie.eval.grid.Outcome.NotServed;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SummaryTest {

  private static Cell cell(String method, String image, double psnr) {
    return new Cell("sr:4", method, image, new Measured(psnr, 0.5, null, 2, 10));
  }

  private static SummaryRow row(List<Cell> cells, String method) {
    return Summary.of(cells).stream()
        .filter(row -> row.method().equals(method))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void meansAndSampleDeviations() {
    SummaryRow row =
        row(List.of(cell("ddnm", "a", 20), cell("ddnm", "b", 22), cell("ddnm", "c", 27)), "ddnm");
    assertThat(row.images()).isEqualTo(3);
    assertThat(row.psnr().mean()).isEqualTo(23);
    assertThat(row.psnr().deviation()).isCloseTo(Math.sqrt(13), within(1e-12));
    assertThat(row.nfe()).isEqualTo(10);
    assertThat(row.gain()).isNull();
  }

  @Test
  void oneImageHasNoDeviation() {
    assertThat(row(List.of(cell("ddnm", "a", 20)), "ddnm").psnr().deviation()).isNull();
  }

  @Test
  void gainIsOverTheBestBaselineOnTheImagesOfBoth() {
    List<Cell> cells =
        List.of(
            cell("ddnm", "a", 25),
            cell("ddnm", "b", 40),
            cell("baseline:linear", "a", 24),
            cell("baseline:measurement", "a", 10),
            cell("baseline:measurement", "b", 12));
    SummaryRow ddnm = row(cells, "ddnm");
    assertThat(ddnm.bestBaseline()).isEqualTo("baseline:linear");
    assertThat(ddnm.gain()).isEqualTo(1);
    assertThat(row(cells, "baseline:linear").gain()).isNull();
  }

  @Test
  void everyCellHasItsOwnGain() {
    Cell first = cell("ddnm", "a", 25);
    Cell second = cell("ddnm", "b", 40);
    Cell baseline = cell("baseline:linear", "a", 24);
    assertThat(Summary.gains(List.of(first, second, baseline, cell("baseline:bicubic", "a", 20))))
        .containsExactly(Map.entry(first, 1.0));
  }

  @Test
  void secondsOfDifferentConditionsAreNotAveraged() {
    Cell here = new Cell("sr:4", "ddnm", "a", timed(2, "two threads"));
    Cell there = new Cell("sr:4", "ddnm", "b", timed(4, "eight threads"));
    SummaryRow mixed = row(List.of(here, there), "ddnm");
    assertThat(mixed.seconds()).isNull();
    assertThat(mixed.conditions()).isNull();
    assertThat(mixed.notes())
        .singleElement()
        .asString()
        .contains("not averaged", "two threads / eight threads");
    assertThat(mixed.text()).doesNotContain(" s,").contains("not averaged");
    Cell again = new Cell("sr:4", "ddnm", "c", timed(3, "two threads"));
    SummaryRow alike = row(List.of(here, again), "ddnm");
    assertThat(alike.seconds().mean()).isEqualTo(2.5);
    assertThat(alike.conditions()).isEqualTo("two threads");
    assertThat(alike.notes()).isEmpty();
  }

  private static Measured timed(double seconds, String conditions) {
    return new Measured(20, 0.5, null, null, seconds, 10, null, null, conditions);
  }

  @Test
  void tasksAreApart() {
    Cell other = new Cell("sr:8", "ddnm", "a", new Measured(10, 0.1, null, 1, 1));
    List<SummaryRow> rows = Summary.of(List.of(cell("ddnm", "a", 20), other));
    assertThat(rows).extracting(SummaryRow::task).containsExactly("sr:4", "sr:8");
    assertThat(rows).extracting(row -> row.psnr().mean()).containsExactly(20.0, 10.0);
  }

  @Test
  void missingImagesAreExplained() {
    Cell refused = new Cell("sr:4", "ddnm", "b", new NotServed("too small"));
    SummaryRow row = row(List.of(cell("ddnm", "a", 20), refused), "ddnm");
    assertThat(row.images()).isEqualTo(1);
    assertThat(row.notes()).containsExactly("not served: too small");
    assertThat(row(List.of(refused), "ddnm").psnr()).isNull();
  }

  @Test
  void lpipsHasAMeanOnlyIfEveryImageHasIt() {
    Cell first = cell("ddnm", "a", 20).with(m -> m.withLpips(0.2));
    Cell second = cell("ddnm", "b", 20);
    assertThat(row(List.of(first, second.with(m -> m.withLpips(0.4))), "ddnm").lpips().mean())
        .isCloseTo(0.3, within(1e-12));
    assertThat(row(List.of(first, second), "ddnm").lpips()).isNull();
  }

  @Test
  void perfectResultsHaveAnInfiniteMean() {
    SummaryRow row =
        row(List.of(cell("ddnm", "a", Double.POSITIVE_INFINITY), cell("ddnm", "b", 20)), "ddnm");
    assertThat(row.psnr()).isEqualTo(new Spread(Double.POSITIVE_INFINITY, null));
  }
}
