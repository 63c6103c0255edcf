package io.tweedie.spark;

import io.tweedie.cli.run.ModelOptions;
import io.tweedie.cli.terminal.OutputNames;
import io.tweedie.restore.ModelPrior;
import io.tweedie.restore.Restorer;
import io.tweedie.restore.spec.PriorSpec;
import io.tweedie.restore.spec.RestoreSpec;
import io.tweedie.restore.spec.Spec;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.apache.spark.api.java.JavaSparkContext;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Restores all photos of a folder or a prefix, each under one seed or several. */
@Command(
    name = "RestoreJob",
    description = {
      "Restores the photos of a folder or of an object store's prefix.",
      "",
      "Writes, for each photo and as soon as it is restored, PHOTO.png and PHOTO.json (with --seeds"
          + " PHOTO.seed-N.png), and at the end the table restored.parquet. Given again, restores"
          + " what is missing."
    })
public final class RestoreJob implements Callable<Integer> {

  private static final List<String> ENDINGS = List.of("png", "jpg", "jpeg", "webp", "bmp");

  @Mixin private JobOptions job;
  @Mixin private ModelOptions models;

  @Option(
      names = "--in",
      paramLabel = "PATH",
      required = true,
      description = "Folder or prefix of the photos, as file:, hdfs: or s3a: name them.")
  private String in;

  @Option(
      names = "--seeds",
      paramLabel = "N",
      defaultValue = "1",
      description = "Restore every photo under so many seeds, from the specification's on.")
  private int seeds;

  @Parameters(
      paramLabel = "WORD=VALUE",
      arity = "1..*",
      description = "What is restored and how, in the words of tweedie restore: task=sr:4 seed=1.")
  private List<String> words;

  /** Runs the job, and ends the process. */
  public static void main(String[] arguments) {
    JobOptions.run(new RestoreJob(), arguments);
  }

  @Override
  public Integer call() throws Exception {
    RestoreSpec spec = job.understood(() -> said(String.join(" ", words)));
    PriorSpec prior = job.understood(() -> new PriorSpec(models.choice(), models.compute()));
    try (ModelPrior checked = job.understood(() -> models.open());
        Restorer fits = job.understood(() -> Restorer.of(checked, spec))) {
      JavaSparkContext context = Contexts.submitted("tweedie restore");
      List<String> rows =
          run(context, Store.at(in), SharedPrior.send(context, checked, prior), spec);
      return job.end(rows, "restored");
    }
  }

  private static RestoreSpec said(String text) {
    RestoreSpec spec = Spec.parse(RestoreSpec.class, text);
    if (spec.samples() > 1) {
      throw new IllegalArgumentException(
          "every sample is restored for itself here: say --seeds %d in place of samples=%d"
              .formatted(spec.samples(), spec.samples()));
    }
    return spec;
  }

  private List<String> run(
      JavaSparkContext context, Store photos, SharedPrior prior, RestoreSpec spec)
      throws IOException {
    List<String> names = photos(photos);
    List<RestoreUnit> units = new ArrayList<>();
    for (String name : names) {
      for (long seed = spec.seed(); seed < spec.seed() + seeds; seed++) {
        units.add(new RestoreUnit(name, spec.with("seed", seed), seeds > 1));
      }
    }
    RestoreUnit.Worker worker = new RestoreUnit.Worker(photos, job.out(), prior);
    return Units.all(context, units, worker, job.progress("restored", units.size()));
  }

  /**
   * The names of photos.
   *
   * @throws IllegalArgumentException if there is none, or if results would have the same name
   */
  static List<String> photos(Store folder) throws IOException {
    List<String> names = folder.list("").stream().filter(RestoreJob::isPhoto).toList();
    if (names.isEmpty()) {
      throw new IllegalArgumentException(
          folder.root() + " holds no photo (" + String.join(", ", ENDINGS) + ")");
    }
    OutputNames.of(names.stream().map(Path::of).toList());
    return names;
  }

  private static boolean isPhoto(String name) {
    return !name.startsWith(".")
        && ENDINGS.contains(name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT));
  }
}
