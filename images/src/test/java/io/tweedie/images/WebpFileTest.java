package io.tweedie.images;

import static io.tweedie.images.Samples.bytes;
import static io.tweedie.images.Samples.load;
import static io.tweedie.images.Samples.values;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Lossy files are to look as they do in every browser, which is as libwebp decodes them. */
class WebpFileTest {

  @ParameterizedTest
  @ValueSource(strings = {"stripes", "strongly-filtered", "noisy-alpha"})
  void filesAreDecodedAsByLibwebp(String name) {
    try (LoadedImage image = load(name + ".webp");
        LoadedImage reference = load(name + ".libwebp.png")) {
      assertThat(values(image.pixels())).containsExactly(values(reference.pixels()));
      assertThat(image.alpha().isPresent()).isEqualTo(reference.alpha().isPresent());
      image
          .alpha()
          .ifPresent(
              alpha ->
                  assertThat(values(alpha))
                      .containsExactly(values(reference.alpha().orElseThrow())));
    }
  }

  @Test
  void animationsAreRefused() {
    assertThatThrownBy(() -> load("animated.webp"))
        .isInstanceOf(ImageException.class)
        .hasMessageContaining("animated.webp is an animation; still pictures are accepted");
  }

  @Test
  void aFileShorterThanItSaysIsRefused() {
    byte[] longer = bytes("lossy.webp");
    longer[4] += 2;
    assertThatThrownBy(() -> ImageFile.decode(longer, "x.webp", 1000))
        .isInstanceOf(ImageException.class)
        .hasMessageContaining(
            "x.webp is a truncated or damaged WEBP file (it has 182 of 184 bytes)");
  }
}
