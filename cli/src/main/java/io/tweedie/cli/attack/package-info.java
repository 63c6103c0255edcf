/** The commands that attack classifiers and measure their energies. */
package io.tweedie.cli.attack;
