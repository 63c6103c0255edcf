package io.tweedie.cli.generate;

import io.tweedie.cli.terminal.CommonOptions;
import io.tweedie.cli.terminal.Interruption;
import io.tweedie.cli.terminal.Progress;
import io.tweedie.core.random.KeyedNoise;
import io.tweedie.core.random.NoiseSource;
import io.tweedie.core.sampling.SamplingLoop;
import io.tweedie.core.sampling.Step;
import io.tweedie.core.tensor.Shape;
import io.tweedie.models.pipeline.Generation;
import io.tweedie.restore.record.RunRecord;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import picocli.CommandLine.ExitCode;

/** Draws the pictures of a command one after the other, and goes on where one was stopped. */
final class GenerateRun {

  private static final long SAVE_EVERY_NANOS = TimeUnit.SECONDS.toNanos(60);
  private static final int PREVIEWS = 10;

  private final CommonOptions common;
  private final Interruption interruption;
  private final Shape latent;
  private final Optional<LatentsFile> given;
  private final boolean savesLatents;
  private final boolean previews;

  /**
   * Prepares a run.
   *
   * @param latent shape of the latents
   * @param given initial latents in the place of random ones
   * @param savesLatents whether latents are written, too
   * @param previews whether pictures are shown on their way
   */
  GenerateRun(
      CommonOptions common,
      Interruption interruption,
      Shape latent,
      Optional<LatentsFile> given,
      boolean savesLatents,
      boolean previews) {
    this.common = common;
    this.interruption = interruption;
    this.latent = latent;
    this.given = given;
    this.savesLatents = savesLatents;
    this.previews = previews;
  }

  /**
   * Draws what is missing.
   *
   * @param how each prompt is drawn
   * @param record of the run; written at its end
   * @return the exit code
   */
  int all(List<GeneratedPicture> pictures, Function<String, Generation> how, RunRecord record)
      throws IOException {
    List<String> lines = new ArrayList<>();
    long missing = pictures.stream().filter(picture -> !picture.isThere(savesLatents)).count();
    long steps = missing * how.apply(pictures.get(0).prompt()).steps();
    try (Interruption.Watch watch = interruption.watch();
        Progress progress = common.progress("drawing", steps)) {
      for (GeneratedPicture picture : pictures) {
        Map<String, Object> description = new LinkedHashMap<>();
        description.put("file", picture.file().getFileName().toString());
        description.put("prompt", picture.prompt());
        description.put("number", picture.number());
        String line = "%s -> %s".formatted(picture.prompt(), picture.file());
        if (picture.isThere(savesLatents)) {
          lines.add(line + " (was there)");
        } else {
          long start = System.nanoTime();
          draw(picture, how.apply(picture.prompt()), progress);
          double seconds = (System.nanoTime() - start) / 1e9;
          description.put("seconds", seconds);
          lines.add("%s (%.1f s)".formatted(line, seconds));
        }
        record.image(description);
        for (var file : picture.files(savesLatents)) {
          record.output(file);
        }
      }
    } catch (CancellationException e) {
      common.note(e.getMessage() + "; the same command goes on from there");
      return ExitCode.SOFTWARE;
    }
    common.result(record.write(common.out()), lines);
    return ExitCode.OK;
  }

  private void draw(GeneratedPicture picture, Generation generation, Progress progress)
      throws IOException {
    try (PointerScope scope = new PointerScope()) {
      NoiseSource noise = new KeyedNoise(common.seed(), new long[] {picture.number()});
      Tensor z =
          given
              .map(file -> file.of(picture.index()))
              .orElseGet(() -> Generation.latents(noise, latent));
      Optional<SamplingLoop.State> saved = picture.state().read();
      saved.ifPresent(
          state -> tell(picture, generation.steps() - state.remaining(), generation, progress));
      SamplingLoop.State state = saved.orElseGet(() -> generation.start(z));
      Tensor latents = generation.run(state, z, noise, new Watcher(picture, generation, progress));
      if (savesLatents) {
        picture.writeLatents(z, latents);
      }
      picture.write(generation.picture(latents));
    }
    picture.tidy();
  }

  private void tell(GeneratedPicture picture, int done, Generation generation, Progress progress) {
    common.note(
        "%s: going on after step %d of %d".formatted(picture.file(), done, generation.steps()));
    progress.step(done);
  }

  /** Saves the state now and then, and when the run is to stop. */
  private final class Watcher implements SamplingLoop.Listener {

    private final GeneratedPicture picture;
    private final Generation generation;
    private final Progress progress;
    private long saved = System.nanoTime();

    Watcher(GeneratedPicture picture, Generation generation, Progress progress) {
      this.picture = picture;
      this.generation = generation;
      this.progress = progress;
    }

    @Override
    public boolean stepped(SamplingLoop.State state, Step step) {
      progress.step();
      if (previews && isDue(generation.steps() - state.remaining())) {
        picture.writePreview(generation.preview(step.firstAsked().x0()));
      }
      boolean stop = interruption.requested();
      if (stop || System.nanoTime() - saved > SAVE_EVERY_NANOS) {
        picture.state().write(state);
        saved = System.nanoTime();
      }
      return !stop;
    }

    private boolean isDue(int done) {
      return done * PREVIEWS / generation.steps() > (done - 1) * PREVIEWS / generation.steps();
    }
  }
}
