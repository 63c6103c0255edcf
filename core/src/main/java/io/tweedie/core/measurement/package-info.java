/**
 * What was measured: the observation, the operator that made it and its noise, Gaussian or Poisson.
 */
package io.tweedie.core.measurement;
