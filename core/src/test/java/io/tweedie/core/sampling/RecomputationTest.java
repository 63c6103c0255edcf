package io.tweedie.core.sampling;

import static io.tweedie.core.tensor.Scalars.scalar;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.bytedeco.pytorch.global.torch.ones;
import static org.bytedeco.pytorch.global.torch.silu;

import io.tweedie.core.random.KeyedNoise;
import io.tweedie.core.tensor.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.AutoGradMode;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;

class RecomputationTest {

  /** Runs a piece of work, recorded or not. */
  private interface Way {
    Tensor run(List<Tensor> inputs, Function<List<Tensor>, Tensor> work);
  }

  private static final Way RECORDED = (inputs, work) -> work.apply(inputs);
  private static final Way RECOMPUTED = Tape::recomputed;

  private int worked;

  private static Tensor drawn(String name) {
    return new KeyedNoise(1, new long[] {0}).normal(0, name, new Shape(2, 3, 4));
  }

  /** Three pieces, the second of two inputs, of which one goes around the first. */
  private Tensor pieces(Way way, Tensor x, Tensor context) {
    Tensor first = way.run(List.of(x), in -> worked(silu(in.get(0).mul(scalar(3)))));
    Tensor second =
        way.run(List.of(first, context), in -> worked(in.get(0).sin().mul(in.get(1)).exp()));
    return way.run(List.of(second, x), in -> worked(in.get(0).mul(in.get(1).square()).cos()));
  }

  private Tensor worked(Tensor result) {
    worked++;
    return result;
  }

  private List<Tensor> gradients(Way way) {
    try (Tape tape = Tape.open()) {
      Tensor x = tape.watch(drawn("x"));
      Tensor context = tape.watch(drawn("context"));
      Tensor y = pieces(way, x, context);
      List<Tensor> all = new ArrayList<>(List.of(y.detach()));
      all.addAll(tape.gradients(y, List.of(x, context), Tape.After.KEPT));
      all.addAll(tape.gradients(y.square(), List.of(context, x), Tape.After.LET_GO));
      return all;
    }
  }

  private static void assertSame(List<Tensor> found, List<Tensor> expected) {
    for (int i = 0; i < expected.size(); i++) {
      assertThat(found.get(i).equal(expected.get(i))).as("tensor %d", i).isTrue();
    }
  }

  @Test
  void givesTheSameBitsAndWorksAgainForEachGradient() {
    try (PointerScope scope = new PointerScope()) {
      List<Tensor> expected = gradients(RECORDED);
      worked = 0;
      List<Tensor> found = gradients(RECOMPUTED);
      assertThat(worked).isEqualTo(3 + 3 + 3);
      assertThat(expected.get(1).abs().min().item_double()).isPositive();
      assertSame(found, expected);
    }
  }

  @Test
  void piecesMayBeOfPieces() {
    Way nested =
        (inputs, work) ->
            Tape.recomputed(inputs, in -> Tape.recomputed(in, given -> pair(given, work)));
    Way plain = (inputs, work) -> pair(inputs, work);
    try (PointerScope scope = new PointerScope()) {
      assertSame(gradients(nested), gradients(plain));
    }
  }

  private static Tensor pair(List<Tensor> in, Function<List<Tensor>, Tensor> work) {
    Tensor half = Tape.recomputed(in, work);
    return Tape.recomputed(List.of(half), given -> given.get(0).mul(scalar(2)).sin());
  }

  /** The terms of a second derivative are added in another order. */
  @Test
  void gradientsMayBeDifferentiatedInTurn() {
    try (PointerScope scope = new PointerScope()) {
      Tensor expected = curvature(RECORDED);
      double gap = curvature(RECOMPUTED).sub(expected).abs().max().item_double();
      assertThat(gap).isLessThan(1e-6 * expected.abs().max().item_double());
    }
  }

  private Tensor curvature(Way way) {
    try (Tape tape = Tape.open()) {
      Tensor x = tape.watch(drawn("x"));
      Tensor y = pieces(way, x, drawn("context"));
      Tensor slope = tape.gradients(y, List.of(x), Tape.After.DIFFERENTIABLE).get(0);
      return tape.gradient(slope.square(), x);
    }
  }

  /** What was done under a tape that is closed may be a part of what the one around it records. */
  @Test
  void outlivesAnInnerTape() {
    try (PointerScope scope = new PointerScope();
        Tape outer = Tape.open()) {
      Tensor x = outer.watch(drawn("x"));
      Tensor y;
      try (Tape inner = Tape.open()) {
        Tensor context = inner.watch(drawn("context"));
        y = pieces(RECOMPUTED, x, context);
      }
      Tensor expected = outer.gradient(pieces(RECORDED, x, drawn("context")));
      assertThat(outer.gradient(y).equal(expected)).isTrue();
    }
  }

  @Test
  void isRecordedAsUsualWithoutATape() {
    try (PointerScope scope = new PointerScope();
        AutoGradMode on = new AutoGradMode(true)) {
      Tensor x = drawn("x").set_requires_grad(true);
      pieces(RECOMPUTED, x, drawn("context")).sum().backward();
      assertThat(worked).isEqualTo(3);
      assertThat(x.grad().defined()).isTrue();
    }
  }

  @Test
  void aClosedTapeIsRefused() {
    try (PointerScope scope = new PointerScope()) {
      Tape tape = Tape.open();
      Tensor y = pieces(RECOMPUTED, tape.watch(drawn("x")), drawn("context"));
      tape.close();
      assertThatIllegalStateException().isThrownBy(() -> tape.gradient(y));
    }
  }

  /**
   * Kept, the roots of one round would be 1024 MB; handles that were not freed would be 128 MB a
   * round, 512 in all. The allocator keeps some of what it had, and Java's own memory grows by a
   * hundred or two while the tests around this one run.
   */
  @Test
  void memoryIsThatOfTheInputs() {
    long megabyte = 1 << 20;
    long settled = 0;
    long most = 0;
    for (int round = 0; round < 6; round++) {
      try (PointerScope scope = new PointerScope();
          Tape tape = Tape.open()) {
        Tensor h = tape.watch(ones(2 * megabyte));
        for (int piece = 0; piece < 8; piece++) {
          h = Tape.recomputed(List.of(h), in -> roots(in.get(0)));
        }
        most = Math.max(most, Pointer.physicalBytes());
        tape.gradient(h);
      }
      settled = round == 1 ? Pointer.physicalBytes() : settled;
    }
    assertThat(most - settled).isLessThan(400 * megabyte);
    assertThat(Pointer.physicalBytes() - settled).isLessThan(400 * megabyte);
  }

  private static Tensor roots(Tensor x) {
    Tensor h = x;
    for (int i = 0; i < 16; i++) {
      h = h.sqrt();
    }
    return h;
  }
}
