/**
 * A generative adversarial network (Goodfellow et al. 2014) in the shape of DCGAN, its training,
 * and what its two losses do: an example of networks, architectures and trainings beside those of
 * the library.
 */
package io.tweedie.demo.gan;
