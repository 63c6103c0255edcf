package io.tweedie.zoo;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ZooVersionTest {

  @TempDir private Path folder;

  private URL file(String name, byte... content) throws IOException {
    return Files.write(folder.resolve(name), content).toUri().toURL();
  }

  @Test
  void weightsOfTheSameLengthAreAnotherVersion() throws IOException {
    URL json = file("model.json", (byte) 1);
    String one = Zoo.version(List.of(json, file("one", (byte) 2, (byte) 3)));
    assertThat(Zoo.version(List.of(json, file("other", (byte) 2, (byte) 4)))).isNotEqualTo(one);
    assertThat(Zoo.version(List.of(json, file("longer", new byte[] {2, 3, 0})))).isNotEqualTo(one);
    assertThat(Zoo.version(List.of(json, file("copy", (byte) 2, (byte) 3)))).isEqualTo(one);
  }
}
