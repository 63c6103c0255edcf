/** Convolutional networks that score each cell of a picture, such as the judge of scenes. */
package io.tweedie.models.dense;
