/** Pictures made of nothing but random numbers, whose statistics are those of photos. */
package io.tweedie.images.procedural;
