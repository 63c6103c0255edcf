/** Priors that are told what to draw, classes or texts, and guidance toward it. */
package io.tweedie.core.guidance;
