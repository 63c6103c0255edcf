/**
 * The one loop from noise to images: its plan, its steps, the transitions between levels, and what
 * steps remember.
 */
package io.tweedie.core.sampling;
