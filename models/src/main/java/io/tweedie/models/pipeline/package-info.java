/** Text to image: the parts of a pipeline of diffusers put together. */
package io.tweedie.models.pipeline;
