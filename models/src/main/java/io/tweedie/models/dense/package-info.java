/** Convolutional networks that say something of every part of a picture. */
package io.tweedie.models.dense;
