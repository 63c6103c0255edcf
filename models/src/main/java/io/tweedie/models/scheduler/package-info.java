/** Schedulers as diffusers means them, and what a {@code scheduler_config.json} says of one. */
package io.tweedie.models.scheduler;
