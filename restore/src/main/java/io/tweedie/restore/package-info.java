/**
 * Restoring and generating images as library calls: {@link io.tweedie.restore.Models} finds a
 * prior, {@link io.tweedie.restore.Restorer} and {@link io.tweedie.restore.Generator} ask it.
 */
package io.tweedie.restore;
