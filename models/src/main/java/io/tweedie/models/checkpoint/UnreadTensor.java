package io.tweedie.models.checkpoint;

/**
 * What stands in the place of a tensor that cannot be read, such as a sparse one.
 *
 * @param reason why not, and what to do
 */
record UnreadTensor(String reason) {}
