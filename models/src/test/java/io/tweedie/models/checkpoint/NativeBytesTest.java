package io.tweedie.models.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.Test;

class NativeBytesTest {

  @Test
  void buffersFollowOneAnother() {
    try (PointerScope scope = new PointerScope()) {
      Tensor tensor = Tensor.create(new byte[] {1, 2, 3, 4, 5, 6, 7}, 7);
      assertThat(NativeBytes.of(tensor, 3))
          .extracting(ByteBuffer::remaining)
          .containsExactly(3, 3, 1);
      byte next = 10;
      for (ByteBuffer buffer : NativeBytes.of(tensor, 3)) {
        while (buffer.hasRemaining()) {
          buffer.put(next++);
        }
      }
      assertThat(Values.of(tensor)).containsExactly(10, 11, 12, 13, 14, 15, 16);
      assertThat(NativeBytes.of(torch.empty(0))).isEmpty();
    }
  }

  @Test
  void readingAndClosingLeavesNothingInNativeMemory() {
    try (Checkpoint layouts = Checkpoint.open(Golden.file("layouts.pt"));
        Checkpoint dtypes = Checkpoint.open(Golden.file("dtypes.pt"))) {
      long before = 0;
      for (int round = 0; round < 2000; round++) {
        if (round == 100) {
          before = Pointer.totalCount();
        }
        layouts.read("transposed").close();
        layouts.read("base").close();
        dtypes.read("bool").close();
      }
      assertThat(Pointer.totalCount() - before).isLessThan(100);
    }
  }
}
