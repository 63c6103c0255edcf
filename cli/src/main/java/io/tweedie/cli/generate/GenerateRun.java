package io.tweedie.cli.generate;

import io.tweedie.cli.terminal.CommonOptions;
import io.tweedie.cli.terminal.Interruption;
import io.tweedie.cli.terminal.Progress;
import io.tweedie.restore.Drawn;
import io.tweedie.restore.Event;
import io.tweedie.restore.Events;
import io.tweedie.restore.TextToImageGenerator;
import io.tweedie.restore.record.RunRecord;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import picocli.CommandLine.ExitCode;

/**
 * Draws the pictures of a command that are missing, and writes their files.
 *
 * @param savesLatents whether latents are written, too
 * @param previews whether pictures are shown on their way
 */
record GenerateRun(
    CommonOptions common, Interruption interruption, boolean savesLatents, boolean previews) {

  private static final int PREVIEWS = 10;

  /**
   * Draws what is missing.
   *
   * @param pictures of all prompts, as many of each
   * @param generators one for each prompt; closed as soon as their pictures are drawn
   * @param record of the run; written at its end
   * @return the exit code
   */
  int all(List<GeneratedPicture> pictures, List<TextToImageGenerator> generators, RunRecord record)
      throws IOException {
    List<String> lines = new ArrayList<>();
    long missing = pictures.stream().filter(picture -> !picture.isThere(savesLatents)).count();
    int each = pictures.size() / generators.size();
    try (Interruption.Watch watch = interruption.watch();
        Progress progress = common.progress("drawing", missing * generators.get(0).steps())) {
      for (int i = 0; i < generators.size(); i++) {
        try (TextToImageGenerator generator = generators.get(i)) {
          for (GeneratedPicture picture : pictures.subList(i * each, (i + 1) * each)) {
            lines.add(one(picture, generator, record, progress));
          }
        }
      }
    } catch (CancellationException e) {
      common.note(e.getMessage() + "; the same command goes on from there");
      return ExitCode.SOFTWARE;
    }
    common.result(record.write(common.out()), lines);
    return ExitCode.OK;
  }

  /** Draws a picture unless it is there, and tells of it. */
  private String one(
      GeneratedPicture picture, TextToImageGenerator generator, RunRecord record, Progress progress)
      throws IOException {
    Map<String, Object> description = new LinkedHashMap<>();
    description.put("file", picture.file().getFileName().toString());
    description.put("prompt", picture.prompt());
    description.put("number", picture.number());
    String line = "%s -> %s".formatted(picture.prompt(), picture.file());
    if (picture.isThere(savesLatents)) {
      line += " (was there)";
    } else {
      long start = System.nanoTime();
      int nfe = draw(picture, generator, progress);
      double seconds = (System.nanoTime() - start) / 1e9;
      description.put("nfe", nfe);
      description.put("seconds", seconds);
      line = "%s (%.1f s)".formatted(line, seconds);
    }
    record.image(description);
    for (Path file : picture.files(savesLatents)) {
      record.output(file);
    }
    return line;
  }

  private int draw(GeneratedPicture picture, TextToImageGenerator generator, Progress progress)
      throws IOException {
    Listener listener = new Listener(picture, generator.steps(), progress);
    try (Drawn drawn = generator.draw(picture.number(), Optional.of(picture.state()), listener)) {
      if (savesLatents) {
        picture.writeLatents(drawn.initial(), drawn.latents());
      }
      picture.write(drawn.picture());
      picture.tidy();
      return drawn.nfe();
    }
  }

  /** Shows how far a picture is, and ends its run when the process is to stop. */
  private final class Listener implements Events {

    private final GeneratedPicture picture;
    private final int steps;
    private final Progress progress;

    Listener(GeneratedPicture picture, int steps, Progress progress) {
      this.picture = picture;
      this.steps = steps;
      this.progress = progress;
    }

    @Override
    public void resumed(String name, int done, int steps) {
      common.note("%s: going on after step %d of %d".formatted(picture.file(), done, steps));
      progress.step(done);
    }

    @Override
    public void stepped(Event event) {
      progress.step();
      long done = event.step() - (long) picture.number() * steps;
      if (previews && done * PREVIEWS / steps > (done - 1) * PREVIEWS / steps) {
        picture.writePreview(event.preview());
      }
      if (interruption.requested()) {
        event.cancel();
      }
    }
  }
}
