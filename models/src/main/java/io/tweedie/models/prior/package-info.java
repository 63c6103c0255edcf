/** Models as users meet them: a description, weights, and a denoiser made of both. */
package io.tweedie.models.prior;
