/**
 * The {@code tweedie} command. Its sub-commands live in packages by subject, one class for each.
 */
package io.tweedie.cli;
