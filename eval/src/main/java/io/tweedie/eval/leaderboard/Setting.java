package io.tweedie.eval.leaderboard;

import java.util.List;

/**
 * What methods must have in common to be compared: a column of the leaderboard.
 *
 * @param task name of the task
 * @param noise of the measurement, in words
 * @param size side of the crops in pixels; 0 for whole images
 * @param images their names, in order
 */
record Setting(String task, String noise, int size, List<String> images) {

  Setting {
    images = List.copyOf(images);
  }

  /** In a few words, which may be those of another setting too. */
  String label() {
    String noisy = noise.equals("none") ? "" : ", " + noise;
    String crop = size > 0 ? ", %d px".formatted(size) : "";
    String count = images.size() == 1 ? "1 image" : images.size() + " images";
    return "%s%s%s, %s".formatted(task, noisy, crop, count);
  }
}
