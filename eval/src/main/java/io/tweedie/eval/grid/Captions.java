package io.tweedie.eval.grid;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What the pictures of an evaluation show.
 *
 * @param byImage captions by the names of files
 * @param judge the model that says which attributes of a caption are right of a result, for scenes;
 *     empty for none
 */
public record Captions(Map<String, String> byImage, Optional<String> judge) {

  /** Nothing is known. */
  public static final Captions NONE = new Captions(Map.of(), Optional.empty());

  /** Copies the map in its order. */
  public Captions {
    byImage = Collections.unmodifiableMap(new LinkedHashMap<>(byImage));
  }

  /**
   * The caption of a picture.
   *
   * @param image name of its file
   * @throws IllegalArgumentException if there is none
   */
  String own(String image) {
    String caption = byImage.get(image);
    if (caption == null) {
      throw new IllegalArgumentException("picture %s has no caption".formatted(image));
    }
    return caption;
  }

  /**
   * The caption of the next picture that has another one, after the last of the first.
   *
   * @param image name of its file
   * @throws IllegalArgumentException if there is none
   */
  String other(String image) {
    String own = own(image);
    List<String> images = new ArrayList<>(byImage.keySet());
    Collections.rotate(images, -images.indexOf(image));
    return images.stream()
        .map(byImage::get)
        .filter(caption -> !caption.equals(own))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException("all pictures have the caption '%s'".formatted(own)));
  }
}
