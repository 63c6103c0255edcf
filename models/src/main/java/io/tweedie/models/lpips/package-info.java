/**
 * LPIPS, the learned perceptual distance between images, and the networks whose features it
 * compares.
 */
package io.tweedie.models.lpips;
