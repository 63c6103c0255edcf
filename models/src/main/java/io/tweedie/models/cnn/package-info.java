/** A plain convolutional classifier of clean images, which owes nothing to diffusion. */
package io.tweedie.models.cnn;
