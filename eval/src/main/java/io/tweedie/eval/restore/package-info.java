/** Restores photos: from a damaged picture and a model to a picture. */
package io.tweedie.eval.restore;
