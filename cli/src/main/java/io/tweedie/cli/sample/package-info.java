/** Generating pictures from a prior, guided or not, and sheets and films of them. */
package io.tweedie.cli.sample;
