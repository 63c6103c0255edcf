/**
 * What a run is: the model and its precision, the processor, and the record that lets it be
 * replayed.
 */
package io.tweedie.cli.run;
