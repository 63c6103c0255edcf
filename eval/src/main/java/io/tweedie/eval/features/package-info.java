/**
 * The features by which sets of images are compared: networks that give them, files that keep them,
 * and what is measured of them.
 */
package io.tweedie.eval.features;
