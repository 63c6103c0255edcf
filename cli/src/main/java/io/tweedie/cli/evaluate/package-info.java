/** Measuring: experiments, pictures against pictures, solvers against exact posteriors. */
package io.tweedie.cli.evaluate;
