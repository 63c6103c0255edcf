package io.tweedie.eval.report;

import java.nio.file.Path;
import java.util.List;

/** A piece of a {@link Page}. */
public sealed interface Part permits Heading, Table, Charts, Gallery, Strips {

  /** Which piece of the template shows it. */
  String kind();

  /** The picture files it shows. */
  default List<Path> pictures() {
    return List.of();
  }

  /** What the template reads. */
  default Object view(EmbeddedPictures embedded) {
    return this;
  }
}
