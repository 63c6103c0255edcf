package io.tweedie.models.checkpoint;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.pytorch.Tensor;

/** A tensor's memory as buffers, of which one can hold no more than 2 GiB. */
final class NativeBytes {

  private static final int LARGEST_BUFFER = 1 << 30;

  private NativeBytes() {}

  /** The memory of a dense tensor on the CPU; the buffers are valid as long as the tensor is. */
  static List<ByteBuffer> of(Tensor tensor) {
    return of(tensor, LARGEST_BUFFER);
  }

  static List<ByteBuffer> of(Tensor tensor, int largestBuffer) {
    List<ByteBuffer> buffers = new ArrayList<>();
    long bytes = tensor.nbytes();
    try (Pointer data = tensor.data_ptr();
        BytePointer memory = new BytePointer(data)) {
      for (long start = 0; start < bytes; start += largestBuffer) {
        long length = Math.min(largestBuffer, bytes - start);
        // Not position(start): the buffer would begin at 0 and could not reach beyond 2 GiB.
        try (BytePointer part = memory.getPointer(start)) {
          buffers.add(part.limit(length).asByteBuffer());
        }
      }
    }
    return buffers;
  }
}
