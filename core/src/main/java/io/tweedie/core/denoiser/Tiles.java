package io.tweedie.core.denoiser;

import io.tweedie.core.denoiser.BlendedTiles.Window;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * {@link BlendedTiles} as people ask for them.
 *
 * @param window how much each position of a tile counts
 * @param tile height and width of a tile; that of the training if absent
 * @param stride rows and columns from one tile to the next; half a tile if absent
 */
public record Tiles(Window window, Optional<Integer> tile, Optional<Integer> stride) {

  private static final Pattern FORM = Pattern.compile("([a-z]+)(?::(\\d{1,5})(?:,(\\d{1,5}))?)?");

  /**
   * Reads {@code uniform}, {@code gaussian:64} or {@code gaussian:64,32}.
   *
   * @throws IllegalArgumentException if it is none of them
   */
  public static Tiles parse(String text) {
    Matcher parts = FORM.matcher(text.toLowerCase(Locale.ROOT));
    Optional<Window> window =
        parts.matches()
            ? Arrays.stream(Window.values())
                .filter(w -> w.name().toLowerCase(Locale.ROOT).equals(parts.group(1)))
                .findFirst()
            : Optional.empty();
    if (window.isEmpty()) {
      throw new IllegalArgumentException(
          "tiles are uniform or gaussian, with their side and their stride if need be, as"
              + " gaussian:64,32; not '%s'".formatted(text));
    }
    return new Tiles(window.get(), number(parts.group(2)), number(parts.group(3)));
  }

  private static Optional<Integer> number(String digits) {
    return Optional.ofNullable(digits).map(Integer::valueOf);
  }

  /** Of tiles that are only counted. */
  private static final ConditionalDenoiser UNASKED =
      (x, level, condition) -> {
        throw new IllegalStateException("this prior is not to be asked");
      };

  /** The tiles themselves, of no prior; otherwise as {@link #of}. */
  public BlendedTiles layout(int trained) {
    return of(UNASKED, trained);
  }

  /**
   * A prior that is asked about tiles.
   *
   * @param trained side of what it was trained on
   * @throws IllegalArgumentException if the tiles leave gaps
   */
  public BlendedTiles of(ConditionalDenoiser prior, int trained) {
    int side = tile.orElse(trained);
    return new BlendedTiles(prior, side, stride.orElse(Math.max(1, side / 2)), window);
  }
}
