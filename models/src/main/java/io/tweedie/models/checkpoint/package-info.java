/**
 * Checkpoints: named tensors in files, read lazily and written whole.
 *
 * <p>{@link io.tweedie.models.checkpoint.Checkpoint#open} tells the formats apart by content. Files
 * come from strangers, so a reader here trusts nothing: every size is held against the file before
 * memory is asked for, and nothing that a pickle names is ever executed.
 */
package io.tweedie.models.checkpoint;
