/** What several samples of one posterior say: mean, spread, and whether the spread is honest. */
package io.tweedie.eval.uncertainty;
