/** Pictures of texts. */
package io.tweedie.cli.generate;
