package io.tweedie.demo.gan;

import io.tweedie.train.LogFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/** The course of a run, a line of {@code log.csv} for each epoch. */
final class GanLog {

  private static final String HEADER = "step,seconds,discriminator_loss,generator_loss";
  private static final String FORMAT = "%.0f,%.1f,%.4f,%.4f";

  private final LogFile file;

  /** The losses of a step. */
  record Losses(double discriminator, double generator) {}

  /** The means of the steps so far. */
  static final class Means {

    private double discriminator;
    private double generator;
    private int count;

    void add(Losses losses) {
      discriminator += losses.discriminator();
      generator += losses.generator();
      count++;
    }

    double discriminatorLoss() {
      return discriminator / count;
    }

    double generatorLoss() {
      return generator / count;
    }

    /** An undecided discriminator has the loss ln 4. */
    String summary() {
      return String.format(
          Locale.ROOT, "discriminator %.3f (undecided: 1.386)", discriminatorLoss());
    }
  }

  /** Continues the log in a folder, without what came after the step the run continues from. */
  GanLog(Path folder, long step) throws IOException {
    file = new LogFile(folder, step);
  }

  void add(long step, double seconds, Means means) throws IOException {
    file.add(
        HEADER,
        FORMAT,
        List.of((double) step, seconds, means.discriminatorLoss(), means.generatorLoss()));
  }
}
