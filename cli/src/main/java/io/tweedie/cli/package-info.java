/** The {@code tweedie} command: one class for each sub-command, over the libraries' own classes. */
package io.tweedie.cli;
