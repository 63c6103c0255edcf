/** Priors that are told what to draw: class-conditional denoisers, and guidance by class. */
package io.tweedie.core.guidance;
