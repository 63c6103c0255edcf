package io.tweedie.core.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.bytedeco.pytorch.global.torch.ones;

import io.tweedie.core.random.KeyedNoise;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.bytedeco.javacpp.PointerScope;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** In processes of their own, as the tensor library is loaded once. It says what it was told. */
@EnabledOnOs(OS.LINUX)
class WaitPolicyTest {

  /** How often a waiting thread looks before it sleeps. */
  private static final String SLEEPS = "GOMP_SPINCOUNT = '0'";

  private static final String WARNING = "set the environment variable OMP_WAIT_POLICY=passive";

  /** Programs that begin in different ways. */
  static final class Program {

    private Program() {}

    public static void main(String[] arguments) {
      try (PointerScope scope = new PointerScope()) {
        switch (arguments[0]) {
          case "backend" -> {
            Backend.initialize();
            ones(1);
          }
          case "noise" -> new KeyedNoise(1, new long[] {1}).normal(1, "start", new Shape(1, 1, 1));
          case "scope" -> Scoped.run(() -> ones(1));
          case "tensor library" -> {
            ones(1);
            Backend.initialize();
          }
          default -> throw new IllegalArgumentException(arguments[0]);
        }
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"backend", "noise", "scope"})
  void waitingThreadsSleepHoweverAProgramBegins(String first) throws Exception {
    assertThat(run(first, Map.of())).contains(SLEEPS).doesNotContain(WARNING);
  }

  @Test
  void whatTheEnvironmentSaysIsKept() throws Exception {
    assertThat(run("backend", Map.of("OMP_WAIT_POLICY", "active")))
        .contains("OMP_WAIT_POLICY = 'ACTIVE'");
  }

  @Test
  void warnsWhereItComesTooLate() throws Exception {
    assertThat(run("tensor library", Map.of())).doesNotContain(SLEEPS).contains(WARNING);
  }

  private static String run(String first, Map<String, String> environment)
      throws IOException, InterruptedException {
    ProcessBuilder java =
        new ProcessBuilder(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                Program.class.getName(),
                first));
    java.environment().remove("OMP_WAIT_POLICY");
    java.environment().put("OMP_DISPLAY_ENV", "verbose");
    java.environment().putAll(environment);
    Process process = java.redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(said).isZero();
    return said;
  }
}
