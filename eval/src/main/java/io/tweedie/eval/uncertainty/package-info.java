/** Whether the spread of samples of one posterior is honest. */
package io.tweedie.eval.uncertainty;
