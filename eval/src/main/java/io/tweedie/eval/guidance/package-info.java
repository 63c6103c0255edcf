/** How guidance trades diversity for accuracy: the experiment on class-conditional models. */
package io.tweedie.eval.guidance;
