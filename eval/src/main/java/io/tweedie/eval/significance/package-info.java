/** What of a difference between numbers over images is more than chance. */
package io.tweedie.eval.significance;
