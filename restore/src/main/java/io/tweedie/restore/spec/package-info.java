/**
 * What is wanted, in plain words: records of strings and numbers that say the same on a command
 * line, in a file, in a form and on the wire.
 */
package io.tweedie.restore.spec;
