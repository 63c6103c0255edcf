/**
 * Priors: what predicts the clean image in a noisy one, what it may be told, and wrappers that pad,
 * tile and blend. Closed forms are in {@link io.tweedie.core.exact}.
 */
package io.tweedie.core.denoiser;
