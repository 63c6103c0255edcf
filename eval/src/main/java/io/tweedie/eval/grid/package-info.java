/** Experiment grids: tasks x methods x images, measured, stored cell by cell, and reported. */
package io.tweedie.eval.grid;
