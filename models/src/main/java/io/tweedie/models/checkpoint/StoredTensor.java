package io.tweedie.models.checkpoint;

import static org.bytedeco.pytorch.global.torch.empty;

import io.tweedie.core.tensor.Backend;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.bytedeco.pytorch.MemoryFormatOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptions;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * A tensor in a file: its type, its layout in a storage and where that storage lies. What it claims
 * is checked on construction, so that reading allocates no more than the file backs.
 */
final class StoredTensor {

  /** The tensor library's own limit. */
  static final int MAX_RANK = 64;

  private final TensorInfo info;
  private final List<Long> strides;
  private final long start;
  private final long spanBytes;
  private final ByteSource storage;

  private StoredTensor(
      TensorInfo info, List<Long> strides, long start, long spanBytes, ByteSource storage) {
    this.info = info;
    this.strides = strides;
    this.start = start;
    this.spanBytes = spanBytes;
    this.storage = storage;
  }

  /** A tensor that fills its storage exactly, row by row. */
  static StoredTensor dense(String name, DType dtype, List<Long> shape, ByteSource storage)
      throws FormatException {
    requireRank(name, shape.size());
    StoredTensor tensor = strided(name, dtype, shape, denseStrides(shape), 0, storage);
    if (tensor.info.byteLength() != storage.size()) {
      throw new FormatException(
          "tensor %s of shape %s and dtype %s takes %d bytes, but the file gives it %d"
              .formatted(
                  FormatException.quoted(name),
                  shape,
                  dtype,
                  tensor.info.byteLength(),
                  storage.size()));
    }
    return tensor;
  }

  /**
   * A tensor anywhere in its storage.
   *
   * @param strides steps between neighbours along each dimension, in elements
   * @param offset place of the first element, in elements
   */
  static StoredTensor strided(
      String name,
      DType dtype,
      List<Long> shape,
      List<Long> strides,
      long offset,
      ByteSource storage)
      throws FormatException {
    requireRank(name, shape.size());
    if (shape.size() != strides.size()) {
      throw impossible(name, shape, strides, offset, "has not one stride for each dimension");
    }
    if (offset < 0 || isNegative(shape) || isNegative(strides)) {
      throw impossible(name, shape, strides, offset, "has a negative number where none can be");
    }
    try {
      long bytes = Math.multiplyExact(elements(shape), dtype.bytes());
      long start = Math.multiplyExact(offset, dtype.bytes());
      long spanBytes = Math.multiplyExact(span(shape, strides), dtype.bytes());
      long needed = Math.addExact(start, spanBytes);
      if (spanBytes > 0 && needed > storage.size()) {
        throw impossible(
            name,
            shape,
            strides,
            offset,
            "needs %d bytes of a storage that has %d".formatted(needed, storage.size()));
      }
      TensorInfo info = new TensorInfo(dtype, shape, bytes);
      return new StoredTensor(info, List.copyOf(strides), start, spanBytes, storage);
    } catch (ArithmeticException e) {
      throw impossible(name, shape, strides, offset, "is larger than any memory");
    }
  }

  private static FormatException impossible(
      String name, List<Long> shape, List<Long> strides, long offset, String why) {
    return new FormatException(
        "tensor %s of shape %s, strides %s, offset %d %s"
            .formatted(FormatException.quoted(name), shape, strides, offset, why));
  }

  TensorInfo info() {
    return info;
  }

  /** Bytes that must be gone through or made in order to read it. */
  long readingBytes() {
    boolean packed = storage instanceof ZipRecord record && record.isPacked();
    return Math.max(info.byteLength(), packed ? storage.size() : spanBytes);
  }

  /** Reads the tensor, dense, into new native memory. */
  Tensor read() throws IOException {
    // Any byte but 0 and 1 in a C++ bool is undefined behaviour: let the library convert.
    if (info.dtype() == DType.BOOL) {
      try (Tensor raw = read(ScalarType.Byte)) {
        return raw.to(ScalarType.Bool);
      }
    }
    return read(info.dtype().scalarType());
  }

  private Tensor read(ScalarType type) throws IOException {
    if (isDense()) {
      return filled(type, info.shape());
    }
    try (Tensor span = filled(type, List.of(spanBytes / info.dtype().bytes()));
        Tensor view = span.as_strided(array(info.shape()), array(strides))) {
      return view.contiguous();
    }
  }

  private Tensor filled(ScalarType type, List<Long> shape) throws IOException {
    try (TensorOptions options = new TensorOptions(type);
        MemoryFormatOptional rowByRow = new MemoryFormatOptional()) {
      Backend.initialize();
      Tensor tensor = empty(array(shape), options, rowByRow);
      try {
        fill(tensor);
        return tensor;
      } catch (IOException | RuntimeException e) {
        tensor.close();
        throw e;
      }
    }
  }

  private void fill(Tensor tensor) throws IOException {
    long offset = start;
    for (ByteBuffer memory : NativeBytes.of(tensor)) {
      int length = memory.remaining();
      storage.read(offset, memory);
      offset += length;
    }
  }

  private boolean isDense() {
    long expected = 1;
    for (int i = strides.size() - 1; i >= 0; i--) {
      long size = info.shape().get(i);
      if (size != 1 && strides.get(i) != expected && spanBytes > 0) {
        return false;
      }
      expected *= size;
    }
    return true;
  }

  private static void requireRank(String name, int rank) throws FormatException {
    if (rank > MAX_RANK) {
      throw new FormatException(
          "tensor %s has %d dimensions; at most %d are possible"
              .formatted(FormatException.quoted(name), rank, MAX_RANK));
    }
  }

  private static boolean isNegative(List<Long> values) {
    return values.stream().anyMatch(value -> value < 0);
  }

  /** Elements of a shape; a zero does not hide that the rest overflows, as strides still would. */
  private static long elements(List<Long> shape) {
    long product = 1;
    for (long size : shape) {
      product = Math.multiplyExact(product, Math.max(size, 1));
    }
    return shape.contains(0L) ? 0 : product;
  }

  /** Elements from the first to the last one, both included. */
  private static long span(List<Long> shape, List<Long> strides) {
    if (shape.contains(0L)) {
      return 0;
    }
    long last = 0;
    for (int i = 0; i < shape.size(); i++) {
      last = Math.addExact(last, Math.multiplyExact(shape.get(i) - 1, strides.get(i)));
    }
    return Math.addExact(last, 1);
  }

  /** Strides of a row by row layout; of an impossibly large shape any, as that is found later. */
  private static List<Long> denseStrides(List<Long> shape) {
    List<Long> strides = new ArrayList<>();
    long stride = 1;
    for (int i = shape.size() - 1; i >= 0; i--) {
      strides.add(Math.abs(stride));
      stride *= Math.max(shape.get(i), 1);
    }
    Collections.reverse(strides);
    return strides;
  }

  private static long[] array(List<Long> values) {
    return values.stream().mapToLong(Long::longValue).toArray();
  }
}
