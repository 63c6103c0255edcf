/**
 * Attacks on classifiers, which look for a small change of an image that changes its class, and
 * randomised smoothing, which proves that there is none.
 */
package io.tweedie.core.attack;
