/** Demonstrations of the library. */
package io.tweedie.cli.demo;
