package io.tweedie.cli.train;

import io.tweedie.cli.Tweedie;
import io.tweedie.cli.terminal.CommonOptions;
import io.tweedie.cli.terminal.Interruption;
import io.tweedie.cli.terminal.Progress;
import io.tweedie.demo.gan.GanRecipe;
import io.tweedie.demo.gan.GanTraining;
import io.tweedie.models.prior.ModelSpec;
import io.tweedie.restore.record.RunRecord;
import io.tweedie.train.Recipe;
import io.tweedie.train.Training;
import io.tweedie.train.TrainingExport;
import io.tweedie.train.TrainingListener;
import io.tweedie.train.TrainingRun;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** {@code tweedie train}: trains a model from a recipe. */
@Command(
    name = "train",
    description = {
      "Trains a model as a recipe says.",
      "",
      "Writes the weights that do best on images held back, with a model.json (so that --out"
          + " serves as --model), log.csv, curves and sample pictures, and its whole state. The"
          + " same command goes on where it was, also after Ctrl-C. The recipe's own seed counts."
    },
    footer = {
      "",
      "Train, and use what came of it:",
      "  tweedie train recipes/photos.yaml --data photos --out runs/photos",
      "  tweedie restore small.jpg --task sr:4 --model runs/photos",
      "Learn on from a model that ships, on photos of your own: 'from: photos' in a recipe, as",
      "docs/photo-training.md tells.",
      "Train on labelled images, with MNIST's four files in data/mnist:",
      "  tweedie train recipes/digits.yaml --data data --out runs/digits",
      "Write what is needed to train on a GPU with PyTorch, as docs/photo-training.md tells:",
      "  tweedie train recipes/photos.yaml --data photos --export 2500 --out runs/photos",
      "Train a GAN, with a sheet of samples for each epoch:",
      "  tweedie train recipes/digits-gan.yaml --data data --out runs/digits-gan"
    })
public final class TrainCommand implements Callable<Integer> {

  @ParentCommand private Tweedie tweedie;
  @Mixin private CommonOptions common;

  @Parameters(paramLabel = "RECIPE", description = "A YAML file; recipes/ has examples.")
  private Path file;

  @Option(
      names = "--data",
      paramLabel = "DIR",
      defaultValue = "data",
      description =
          "Folder that holds the recipe's data folders, or the runs it builds on (default:"
              + " ${DEFAULT-VALUE}); scenes need no data.")
  private Path data;

  @Option(
      names = "--export",
      paramLabel = "STEPS",
      description =
          "In place of training, write OUT/training.safetensors with the crops of that many steps"
              + " and all else that parity/train_photos.py needs to train the same in PyTorch; for"
              + " recipes of photos. At most the recipe's steps, and 4 GiB of crops.")
  private Integer exported;

  @Override
  public Integer call() throws Exception {
    if (exported != null && exported < 1) {
      throw common.usage("--export needs at least one step, got " + exported);
    }
    common.startBackend();
    RunRecord record = common.record();
    if (exported != null) {
      return export(record);
    }
    try (Interruption.Watch watch = tweedie.interruption().watch();
        TrainingRun training = open();
        Listener listener = new Listener()) {
      record.input(file);
      training.spec().write(common.out().resolve(ModelSpec.FILE));
      boolean finished = training.run(listener);
      return end(finished, training, listener, record);
    }
  }

  private int export(RunRecord record) throws IOException {
    record.input(file);
    Recipe recipe = Recipe.read(file);
    Path written = common.out().resolve(TrainingExport.FILE);
    try (Progress progress = common.progress("exporting", exported)) {
      TrainingExport.write(recipe, data, exported, written, step -> progress.stepped(""));
    }
    recipe.spec().write(common.out().resolve(ModelSpec.FILE));
    Map<String, Object> json = record.put("steps", exported).output(written).write(common.out());
    common.result(json, List.of("%d steps -> %s".formatted(exported, written)));
    return ExitCode.OK;
  }

  private TrainingRun open() throws IOException {
    return GanRecipe.isIn(file)
        ? new GanTraining(GanRecipe.read(file), data, common.out())
        : new Training(Recipe.read(file), data, common.out());
  }

  /** Tells how far the run came. */
  private int end(boolean finished, TrainingRun training, Listener listener, RunRecord record)
      throws IOException {
    if (!finished) {
      listener.close();
      common.note(
          "stopped and saved after step %d of %d; the same command goes on from there"
              .formatted(listener.step, training.steps()));
      return ExitCode.SOFTWARE;
    }
    Map<String, Object> json =
        record
            .put("steps", training.steps())
            .put("loss", listener.loss)
            .put("validation", listener.summary)
            .put("test", listener.test)
            .output(common.out().resolve(training.spec().weights()))
            .write(common.out());
    common.result(json, List.of("%d steps -> %s".formatted(training.steps(), common.out())));
    return ExitCode.OK;
  }

  /** Shows the run, and ends it when the process is to stop. */
  private final class Listener implements TrainingListener, AutoCloseable {

    private Progress progress = Progress.NONE;
    private long step;
    private double loss = Double.NaN;
    private String summary = "";
    private String test;

    @Override
    public void started(long step, long steps) {
      this.step = step;
      if (step > 0) {
        common.note("going on after step %d of %d".formatted(step, steps));
      }
      progress = common.progress("training", steps - step);
    }

    @Override
    public void stepped(long step, double meanLoss) {
      this.step = step;
      loss = meanLoss;
      progress.stepped(String.format(Locale.ROOT, "loss %.4f", meanLoss));
    }

    @Override
    public boolean goesOn() {
      return !tweedie.interruption().requested();
    }

    @Override
    public void validated(long step, double trainingLoss, String summary) {
      this.summary = summary;
      common.note(
          String.format(Locale.ROOT, "step %d: loss %.4f, %s", step, trainingLoss, summary));
    }

    @Override
    public void tested(String summary) {
      test = summary;
      common.note(summary);
    }

    @Override
    public void close() {
      progress.close();
    }
  }
}
