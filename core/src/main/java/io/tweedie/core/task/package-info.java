/**
 * The words for degradations: what a user writes, the operator it means for an image of some size,
 * and how others add words of their own.
 */
package io.tweedie.core.task;
