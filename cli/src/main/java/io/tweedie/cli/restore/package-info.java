/** Restoring photos, making measurements of them, and doing either again. */
package io.tweedie.cli.restore;
