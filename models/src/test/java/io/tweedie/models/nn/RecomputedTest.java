package io.tweedie.models.nn;

import static io.tweedie.core.tensor.Scalars.scalar;
import static org.assertj.core.api.Assertions.assertThat;
import static org.bytedeco.pytorch.global.torch.full;

import io.tweedie.core.sampling.Tape;
import io.tweedie.core.tensor.Activations;
import io.tweedie.core.tensor.Compute;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;

class RecomputedTest {

  private static final Compute RECOMPUTED = Compute.REFERENCE.with(Activations.RECOMPUTED);

  @Test
  void everyBlockOfAUNetRunsAgainForTheGradient() {
    AtomicInteger runs = new AtomicInteger();
    Block square =
        (x, told) -> {
          runs.incrementAndGet();
          return x.narrow(1, 0, 1).square();
        };
    Encoder encoder = new Encoder(List.of(Chain.of(square), Chain.of(square, square)), square);
    Decoder decoder = new Decoder(List.of(Chain.of(square), square));
    Conditioning told = Conditioning.nothing();
    try (PointerScope scope = new PointerScope()) {
      Tensor[] gradients = new Tensor[2];
      int[] counted = new int[2];
      List<Compute> ways = List.of(Compute.REFERENCE, RECOMPUTED);
      for (int i = 0; i < 2; i++) {
        runs.set(0);
        try (Tape tape = Tape.open()) {
          Tensor x = tape.watch(full(new long[] {1, 1, 2, 2}, scalar(0.9)));
          Encoder down = encoder.in(ways.get(i));
          Tensor y = decoder.in(ways.get(i)).forward(down.forward(x, told), told);
          gradients[i] = tape.gradient(y);
          counted[i] = runs.get();
        }
      }
      assertThat(counted).containsExactly(6, 12);
      assertThat(gradients[1].equal(gradients[0])).isTrue();
      assertThat(gradients[0].abs().min().item_double()).isPositive();
    }
  }
}
