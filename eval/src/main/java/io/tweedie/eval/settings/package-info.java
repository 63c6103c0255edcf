/** Settings of methods by name, as command lines and experiment files give them. */
package io.tweedie.eval.settings;
