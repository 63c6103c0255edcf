/**
 * Image files to tensors and back: {@link io.tweedie.images.ImageFile} reads and writes, {@link
 * io.tweedie.images.Mask} reads what is missing from a picture, {@link io.tweedie.images.Panel} and
 * {@link io.tweedie.images.Grid} lay results out for people.
 */
package io.tweedie.images;
