/** Options that several commands share: the model, and how its network computes; the version. */
package io.tweedie.cli.run;
