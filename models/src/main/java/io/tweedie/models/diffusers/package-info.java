/**
 * The networks of latent and pixel diffusion as the diffusers library lays them out: their names of
 * parameters, their {@code config.json}, their folders; and the older layout of one file that
 * Stable Diffusion came in.
 */
package io.tweedie.models.diffusers;
