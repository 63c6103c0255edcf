/** Training of generative adversarial networks, and what that rests on in one dimension. */
package io.tweedie.train.gan;
