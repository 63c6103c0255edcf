/** Experiments as YAML files: what is run, and how what comes of it is shown. */
package io.tweedie.eval.experiment;
