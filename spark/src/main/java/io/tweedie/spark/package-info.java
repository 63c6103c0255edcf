/**
 * Restoring, generating and evaluating on Spark. Work is divided into images, seeds and samples;
 * what is done with each is the library's own code.
 */
package io.tweedie.spark;
