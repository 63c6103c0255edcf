/** Measures of how near a result is to its reference, one value per image. */
package io.tweedie.eval.metric;
