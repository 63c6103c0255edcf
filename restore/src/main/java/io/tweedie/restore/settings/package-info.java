/** Settings of methods by name, and the choice of a method where none is named. */
package io.tweedie.restore.settings;
