/**
 * How far two sets of images are from each other, and how varied one is: FID and its kin, of the
 * features that a network gives each image. Nothing here knows a network.
 */
package io.tweedie.eval.distribution;
