package io.tweedie.zoo;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class ZooCacheTest {

  private static final Path ROOT = Path.of("").toAbsolutePath().getRoot();
  private static final String CACHE = ROOT.resolve("cache").toString();
  private static final String HOME = ROOT.resolve("home").toString();
  private static final Path IN_HOME = Path.of(HOME, ".cache", "tweedie", "zoo");

  @Test
  void isWhereTheUserKeepsCaches() {
    assertThat(Zoo.cache(CACHE, HOME)).isEqualTo(Path.of(CACHE, "tweedie", "zoo"));
    assertThat(Zoo.cache(null, HOME)).isEqualTo(IN_HOME);
    assertThat(Zoo.cache("", HOME)).isEqualTo(IN_HOME);
    assertThat(Zoo.cache("relative", HOME)).as("as the standard says").isEqualTo(IN_HOME);
  }

  @Test
  void isAmongTemporaryFilesWhereThereIsNoHome() {
    // What Java says of a user without one.
    assertThat(Zoo.cache(null, "?"))
        .isAbsolute()
        .startsWithRaw(Path.of(System.getProperty("java.io.tmpdir")));
  }
}
