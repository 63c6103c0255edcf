package io.tweedie.images.scene;

/**
 * What is behind all objects.
 *
 * @param colour most of it
 * @param pattern drawn in a shade of the colour
 */
public record Background(Colour colour, Pattern pattern) {}
