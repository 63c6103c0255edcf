/**
 * Priors: what predicts the clean image in a noisy one. Closed forms, and wrappers that pad, tile
 * and blend.
 */
package io.tweedie.core.denoiser;
