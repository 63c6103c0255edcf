package io.tweedie.eval.grid;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/**
 * One of several shares of the images, written 3/10: of ten shares the third, which is every tenth
 * image from the third on.
 *
 * @param number counted from 1
 * @param of how many shares there are
 */
public record Shard(int number, int of) {

  private static final Pattern WORDS = Pattern.compile("(\\d{1,6})/(\\d{1,6})");

  /** Refuses shares that there are not. */
  public Shard {
    if (number < 1 || number > of) {
      throw new IllegalArgumentException(
          "of %d shards there are 1/%d to %d/%d, not %d/%d".formatted(of, of, of, of, number, of));
    }
  }

  /**
   * Reads {@code 3/10}.
   *
   * @throws IllegalArgumentException if it is not that
   */
  public static Shard parse(String text) {
    Matcher words = WORDS.matcher(text);
    if (!words.matches() || Integer.parseInt(words.group(2)) == 0) {
      throw new IllegalArgumentException(
          "a shard is written 3/10, the third of ten, not '%s'".formatted(text));
    }
    return new Shard(Integer.parseInt(words.group(1)), Integer.parseInt(words.group(2)));
  }

  /** The share of a list; empty if it is shorter than there are shards. */
  public <T> List<T> share(List<T> all) {
    return IntStream.range(0, all.size())
        .filter(i -> i % of == number - 1)
        .<T>mapToObj(all::get)
        .toList();
  }

  @Override
  public String toString() {
    return number + " of " + of;
  }
}
