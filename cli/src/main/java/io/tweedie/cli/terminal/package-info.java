/**
 * What every command shares: options, progress, errors, names of output files, interruption by the
 * keyboard.
 */
package io.tweedie.cli.terminal;
