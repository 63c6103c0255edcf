package io.tweedie.eval.grid;

import static org.assertj.core.api.Assertions.assertThat;

import io.tweedie.restore.settings.RecordSettings;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Settings of a method in somebody's own jar, which need not be public. */
class HiddenSettingsTest {

  private record Hidden(double scale, boolean bold) {}

  @Test
  void areReadAndChanged() {
    Hidden hidden = new Hidden(2, true);
    assertThat(RecordSettings.describe(hidden))
        .isEqualTo(Map.of("kind", "Hidden", "scale", 2.0, "bold", true));
    assertThat(RecordSettings.withText(hidden, Map.of("scale", "0.5"), Set.of()))
        .isEqualTo(new Hidden(0.5, true));
  }
}
