/** Learning the score of a density from samples, and showing what was learned in the plane. */
package io.tweedie.train.score;
