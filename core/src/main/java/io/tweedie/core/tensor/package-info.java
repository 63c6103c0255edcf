/**
 * What the tensor library lacks for our purposes: shapes, scopes of native memory, how and where a
 * network computes.
 */
package io.tweedie.core.tensor;
