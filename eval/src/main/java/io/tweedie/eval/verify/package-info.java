/** Solvers held against posteriors that are known exactly. */
package io.tweedie.eval.verify;
