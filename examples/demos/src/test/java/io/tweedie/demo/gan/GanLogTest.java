package io.tweedie.demo.gan;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GanLogTest {

  private static final String HEADER = "step,seconds,discriminator_loss,generator_loss";

  @TempDir Path temp;

  private static GanLog.Means means(double discriminator, double generator) {
    GanLog.Means means = new GanLog.Means();
    means.add(new GanLog.Losses(discriminator, generator));
    return means;
  }

  @Test
  void goesOnFromTheStepOfTheStateWhateverWasLoggedAfterIt() throws IOException {
    GanLog killed = new GanLog(temp, 0);
    killed.add(3, 1.04, means(1.25, 0.7));
    killed.add(6, 2, means(9, 9));
    new GanLog(temp, 3).add(6, 2.5, means(1.5, 0.81239));

    assertThat(temp.resolve("log.csv"))
        .hasContent(HEADER + "\n3,1.0,1.2500,0.7000\n6,2.5,1.5000,0.8124\n");
  }

  /** Whoever had the file open before, or the disk if the process dies now, keeps a whole one. */
  @Test
  void replacesTheFileRatherThanWritingIntoIt() throws IOException {
    GanLog log = new GanLog(temp, 0);
    log.add(3, 1, means(1, 2));
    Path before = Files.createLink(temp.resolve("before.csv"), temp.resolve("log.csv"));
    log.add(6, 2, means(3, 4));

    assertThat(before).hasContent(HEADER + "\n3,1.0,1.0000,2.0000\n");
    assertThat(temp.resolve("log.csv"))
        .hasContent(HEADER + "\n3,1.0,1.0000,2.0000\n6,2.0,3.0000,4.0000\n");
  }
}
