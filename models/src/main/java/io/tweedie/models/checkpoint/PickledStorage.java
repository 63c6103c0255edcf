package io.tweedie.models.checkpoint;

/**
 * A storage as a pickle describes it.
 *
 * @param key its name among the file's storages
 * @param type what it counts in
 * @param elements how many
 */
record PickledStorage(String key, ElementType type, long elements) {

  /** Its size; 0 if that of its elements is not known. */
  long bytes() {
    return elements * type.bytes();
  }
}
