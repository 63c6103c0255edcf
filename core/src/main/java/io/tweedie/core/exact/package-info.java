/**
 * Priors of which everything is known in closed form: denoisers, scores and posteriors that
 * samplers, guidance and trained networks are held against.
 */
package io.tweedie.core.exact;
