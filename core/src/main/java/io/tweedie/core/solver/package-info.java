/**
 * Posterior samplers, one paper in one file, and their registry. A solver holds settings and no
 * state.
 */
package io.tweedie.core.solver;
