package io.tweedie.train;

import static io.tweedie.core.tensor.Scalars.scalar;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.tweedie.core.random.RandomStream;
import io.tweedie.core.tensor.Backend;
import io.tweedie.models.nn.Initializer;
import io.tweedie.models.nn.Parameter;
import io.tweedie.models.nn.Parameters;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MuonTest {

  private static final double RATE = 0.01;

  @BeforeAll
  static void initialize() {
    Backend.initialize();
  }

  /** Singular vectors stay, and all that the matrix does it does about as strongly. */
  @ParameterizedTest
  @CsvSource({"20, 20", "16, 50", "50, 16"})
  void makesMatricesOrthogonal(int rows, int columns) {
    try (PointerScope scope = new PointerScope();
        NoGradGuard guard = new NoGradGuard()) {
      RandomStream random = new RandomStream(3);
      int rank = Math.min(rows, columns);
      Tensor u = torch.linalg_qr(random.normal(new long[] {rows, rank})).get0();
      Tensor v = torch.linalg_qr(random.normal(new long[] {columns, rank})).get0();
      Tensor strengths = torch.logspace(scalar(0), scalar(-2), rank);
      Tensor orthogonal = Muon.orthogonal(u.mul(strengths).mm(v.t()));
      assertThat(orthogonal.shape()).containsExactly(rows, columns);
      Tensor inside = u.t().mm(orthogonal).mm(v);
      Tensor diagonal = inside.diagonal();
      assertThat(diagonal.min().item_double()).isGreaterThan(0.65);
      assertThat(diagonal.max().item_double()).isLessThan(1.25);
      assertThat(inside.sub(diagonal.diag()).abs().max().item_double()).isLessThan(1e-3);
    }
  }

  private static Parameters parameters() {
    Parameters parameters = new Parameters();
    parameters.declare("matrix", Initializer.NORMAL, 24, 3, 3, 3);
    parameters.declare("bias", Initializer.NORMAL, 24);
    parameters.declare("thin", Initializer.NORMAL, 4, 24);
    parameters.declareTable("table", Initializer.NORMAL, 40, 24);
    parameters.initialize(1);
    return parameters;
  }

  /** After three updates by the same gradients each. */
  private static void move(AdamW optimizer, Parameters parameters) {
    RandomStream random = new RandomStream(9);
    for (int step = 1; step <= 3; step++) {
      for (Parameter parameter : parameters.all()) {
        parameter.value().mul(random.normal(parameter.shape())).sum().backward();
      }
      optimizer.update(step, RATE, 0, 1e9, 0.9);
    }
  }

  @Test
  void movesMatricesAsFarAsAdamDoesAndTheRestAsItself() {
    try (PointerScope scope = new PointerScope();
        Parameters ours = parameters();
        Parameters theirs = parameters();
        Parameters start = parameters();
        Muon muon = new Muon(ours);
        AdamW adam = new AdamW(theirs, 0.9, 0.99)) {
      move(muon, ours);
      move(adam, theirs);
      for (String same : new String[] {"bias", "thin", "table"}) {
        Tensor expected = theirs.byName().get(same).value();
        assertThat(ours.byName().get(same).value().equal(expected)).as(same).isTrue();
      }
      Tensor moved = ours.byName().get("matrix").value();
      assertThat(moved.allclose(theirs.byName().get("matrix").value())).isFalse();
      Tensor way = moved.sub(start.byName().get("matrix").value());
      double length = way.norm().item_double() / Math.sqrt(way.numel()) / RATE;
      // Three steps of 0.2 each, of gradients that do not agree.
      assertThat(length).isCloseTo(0.4, within(0.1));
    }
  }
}
