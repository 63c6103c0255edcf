package io.tweedie.models.checkpoint;

import java.util.List;

/**
 * What a checkpoint says about a tensor before its data is read.
 *
 * @param dtype element type
 * @param shape sizes of the dimensions; empty for a scalar
 * @param byteLength bytes of native memory that reading the tensor takes
 */
public record TensorInfo(DType dtype, List<Long> shape, long byteLength) {

  /** Copies the shape. */
  public TensorInfo {
    shape = List.copyOf(shape);
  }
}
