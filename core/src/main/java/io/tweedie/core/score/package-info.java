/** Gradients of log densities, exact or from a denoiser. */
package io.tweedie.core.score;
