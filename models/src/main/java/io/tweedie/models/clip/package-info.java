/**
 * CLIP (Radford et al., Learning transferable visual models from natural language supervision,
 * 2021) under the parameter names of transformers: the text encoder of Stable Diffusion, and both
 * towers for scores.
 */
package io.tweedie.models.clip;
