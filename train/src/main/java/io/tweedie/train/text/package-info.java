/** Learns the vocabularies of texts. */
package io.tweedie.train.text;
