/** Images by another name: what latent diffusion works on instead of pixels. */
package io.tweedie.core.latent;
