/** Generative adversarial networks. */
package io.tweedie.models.gan;
