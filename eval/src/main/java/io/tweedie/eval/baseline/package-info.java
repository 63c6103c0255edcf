/** Classical restorations that ask no prior: the marks that a prior must beat. */
package io.tweedie.eval.baseline;
