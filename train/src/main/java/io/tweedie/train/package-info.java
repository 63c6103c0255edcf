/**
 * Recipes and the trainer: what a network learns from, how long, with which optimiser, and how a
 * killed run goes on.
 */
package io.tweedie.train;
