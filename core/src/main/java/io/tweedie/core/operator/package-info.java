/**
 * The physics: how a picture becomes a measurement, and what adjoints, pseudo-inverses and singular
 * values its operators have. Words that users write for them are tasks, in {@code core.task}; noise
 * is of the measurement.
 */
package io.tweedie.core.operator;
