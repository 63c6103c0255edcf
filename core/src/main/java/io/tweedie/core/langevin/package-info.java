/** Sampling by Langevin dynamics, which needs a score only. */
package io.tweedie.core.langevin;
