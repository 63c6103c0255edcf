package io.tweedie.models.checkpoint;

import java.util.List;

/**
 * A tensor as a pickle describes it; nothing is checked against the file yet.
 *
 * @param strides in elements
 * @param offset of the first element in the storage, in elements
 */
record PickledTensor(
    PickledStorage storage, ElementType type, long offset, List<Long> shape, List<Long> strides) {}
