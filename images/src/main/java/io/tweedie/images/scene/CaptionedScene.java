package io.tweedie.images.scene;

/**
 * A scene and a text that is true of it.
 *
 * @param scene what is seen
 * @param caption what is said
 */
public record CaptionedScene(Scene scene, Caption caption) {}
