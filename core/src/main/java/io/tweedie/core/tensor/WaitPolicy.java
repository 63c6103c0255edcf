package io.tweedie.core.tensor;

import com.sun.jna.NativeLibrary;
import com.sun.jna.Platform;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/**
 * What the threads of one tensor operation do while they wait for the others. By default they spin,
 * which takes the cores from every other thread and makes operations several times slower as soon
 * as there is one. OpenMP reads its choice from the environment, once, when its library is loaded.
 */
final class WaitPolicy {

  private static final String VARIABLE = "OMP_WAIT_POLICY";
  private static final Path LIBRARIES = Path.of("/proc/self/maps");

  private WaitPolicy() {}

  /**
   * Lets waiting threads sleep, unless the environment says what they are to do. Must come before
   * the tensor library is loaded; where it cannot be done, a warning says what to do instead.
   */
  static void sleep() {
    if (System.getenv(VARIABLE) != null || Platform.isWindows()) {
      return;
    }
    if (isOpenMpLoaded()) {
      warn("the tensor library was used before Tweedie: call Backend.initialize() first, or");
      return;
    }
    try {
      NativeLibrary.getProcess()
          .getFunction("setenv")
          .invokeInt(new Object[] {VARIABLE, "passive", 0});
    } catch (LinkageError e) {
      warn("the environment cannot be changed from here:");
    }
  }

  private static void warn(String reason) {
    System.getLogger(WaitPolicy.class.getPackageName())
        .log(
            Level.WARNING,
            "Threads of the tensor library will spin while they wait, which can make it several"
                + " times slower; {0} set the environment variable {1}=passive for Java",
            reason,
            VARIABLE);
  }

  private static boolean isOpenMpLoaded() {
    try (Stream<String> lines = Files.lines(LIBRARIES)) {
      return lines.anyMatch(line -> line.contains("/libgomp"));
    } catch (IOException e) {
      // Told on Linux only.
      return false;
    }
  }
}
