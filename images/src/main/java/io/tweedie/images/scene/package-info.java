/**
 * Pictures whose truth is known: scenes of digits and shapes drawn at random, the captions that say
 * what is in them, and the way back from a caption to what it states. Nothing here depends on fonts
 * or on a rasteriser of the platform, so that a seed gives the same bits on every machine.
 */
package io.tweedie.images.scene;
