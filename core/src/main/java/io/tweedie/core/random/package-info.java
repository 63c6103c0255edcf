/**
 * Random numbers that are the same bits on every processor, and those of images, keyed by what they
 * are for.
 */
package io.tweedie.core.random;
