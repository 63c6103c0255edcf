/** Inception v3, whose features the distances between sets of images are published in. */
package io.tweedie.models.inception;
