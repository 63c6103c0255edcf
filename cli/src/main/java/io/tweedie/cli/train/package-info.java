/** Training from a recipe. */
package io.tweedie.cli.train;
