package io.tweedie.eval.report;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * Pictures of several subjects, to be compared two at a time under a slider.
 *
 * @param title above it
 * @param left name of the picture at the left of the slider at first
 * @param right name of the picture at its right
 * @param subjects at least one
 */
public record Gallery(String title, String left, String right, List<Subject> subjects)
    implements Part {

  /**
   * One image and all that became of it.
   *
   * @param pictures of one aspect
   * @param gaps what there is no picture of
   */
  public record Subject(String name, List<Picture> pictures, List<Gap> gaps) {}

  /**
   * A picture.
   *
   * @param name by which readers choose it; the same in all subjects
   * @param label its name in short
   * @param lines numbers below it
   */
  public record Picture(String name, String label, Path file, List<String> lines) {}

  /**
   * A missing picture.
   *
   * @param status why, in two words
   * @param reason why, in full
   */
  public record Gap(String name, String label, String status, String reason) {}

  /** Copies the list. */
  public Gallery {
    subjects = List.copyOf(subjects);
  }

  @Override
  public String kind() {
    return "gallery";
  }

  @Override
  public List<Path> pictures() {
    return subjects.stream()
        .flatMap(subject -> subject.pictures().stream().map(Picture::file))
        .toList();
  }

  @Override
  public Object view(EmbeddedPictures embedded) {
    return Map.of(
        "title",
        title,
        "left",
        left,
        "right",
        right,
        "subjects",
        subjects.stream().map(subject -> view(subject, embedded)).toList());
  }

  private static Map<String, Object> view(Subject subject, EmbeddedPictures embedded) {
    return Map.of(
        "name",
        subject.name(),
        "pictures",
        subject.pictures().stream().map(picture -> view(picture, embedded)).toList(),
        "gaps",
        subject.gaps());
  }

  private static Map<String, Object> view(Picture picture, EmbeddedPictures embedded) {
    return Map.of(
        "name",
        picture.name(),
        "label",
        picture.label(),
        "uri",
        embedded.uri(picture.file()),
        "lines",
        picture.lines());
  }
}
