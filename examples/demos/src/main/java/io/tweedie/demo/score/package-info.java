/**
 * Scores of points in the plane, learnt by score matching and sampled by Langevin dynamics (Song
 * and Ermon 2019): an example of the library on its smallest data.
 */
package io.tweedie.demo.score;
