package io.tweedie.models.checkpoint;

import java.util.Map;
import java.util.Set;

/**
 * What a file proved to hold.
 *
 * @param tensors that can be read, by name
 * @param unread the names of those that cannot, and why
 * @param metadata other values as text
 * @param refused classes and functions that were named and never called
 */
record Contents(
    Map<String, StoredTensor> tensors,
    Map<String, String> unread,
    Map<String, String> metadata,
    Set<String> refused) {}
