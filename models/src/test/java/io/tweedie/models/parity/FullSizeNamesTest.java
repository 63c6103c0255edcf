package io.tweedie.models.parity;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Published models at full size have the parameters of the reference, name by name. */
class FullSizeNamesTest {

  @TestFactory
  Stream<DynamicTest> names() {
    return Stream.of("adm", "ddpm", "bkse")
        .flatMap(folder -> Goldens.files(folder, "names-*.json.gz").stream())
        .map(file -> DynamicTest.dynamicTest(file.getFileName().toString(), () -> compare(file)));
  }

  private static void compare(Path file) {
    GoldenNetwork golden = GoldenNetwork.unzip(file);
    try (Reference reference = Reference.build(golden)) {
      assertThat(GoldenNetwork.declared(reference.parameters()))
          .containsExactlyElementsOf(golden.parameters());
    }
  }
}
