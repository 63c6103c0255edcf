/**
 * Photos on their way: from a picture to what is wrong with it and to a measurement, and from the
 * result back to a picture. Knows no network.
 */
package io.tweedie.restore.photo;
