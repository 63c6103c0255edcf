package io.tweedie.train.gan;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The course of a run, a line of {@code log.csv} for each epoch. */
final class GanLog {

  private static final String HEADER = "step,seconds,discriminator_loss,generator_loss";

  private final Path file;
  private final List<String> lines = new ArrayList<>(List.of(HEADER));

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

  /** Continues a log, without what came after the step the run continues from. */
  GanLog(Path file, long step) throws IOException {
    this.file = file;
    if (step > 0 && Files.exists(file)) {
      Files.readAllLines(file).stream()
          .skip(1)
          .filter(line -> Long.parseLong(line.substring(0, line.indexOf(','))) <= step)
          .forEach(lines::add);
    }
  }

  void add(long step, double seconds, Means means) throws IOException {
    lines.add(
        String.format(
            Locale.ROOT,
            "%d,%.1f,%.4f,%.4f",
            step,
            seconds,
            means.discriminatorLoss(),
            means.generatorLoss()));
    Files.write(file, lines);
  }
}
