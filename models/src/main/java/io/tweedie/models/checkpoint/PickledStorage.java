package io.tweedie.models.checkpoint;

/**
 * A storage as a pickle describes it.
 *
 * @param key its name among the file's storages
 * @param dtype the type it counts in
 * @param bytes its size
 */
record PickledStorage(String key, DType dtype, long bytes) {}
