package io.tweedie.images.scene;

import java.util.List;

/** What captions have words for. */
public sealed interface Wording permits Trait, Backdrop, Relation {

  /** The ways in which captions say it, the usual one first; lower case. */
  List<String> words();
}
