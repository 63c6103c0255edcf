package io.tweedie.spark;

import io.tweedie.cli.run.ModelOptions;
import io.tweedie.restore.Generator;
import io.tweedie.restore.ModelPrior;
import io.tweedie.restore.spec.GenerateSpec;
import io.tweedie.restore.spec.PriorSpec;
import io.tweedie.restore.spec.Spec;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.apache.spark.api.java.JavaSparkContext;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Draws many images from a model. */
@Command(
    name = "GenerateJob",
    description = {
      "Draws images from a model.",
      "",
      "Writes, as soon as it is drawn, each image as sample-000000.png with sample-000000.json, and"
          + " at the end the table generated.parquet. An image depends on the seed, its number and"
          + " its class alone. Given again, or for more, draws what is missing."
    })
public final class GenerateJob implements Callable<Integer> {

  @Mixin private JobOptions job;
  @Mixin private ModelOptions models;

  @Option(
      names = "--together",
      paramLabel = "N",
      defaultValue = "8",
      description = "Images that are drawn as one piece of work (default: ${DEFAULT-VALUE}).")
  private int together;

  @Parameters(
      paramLabel = "WORD=VALUE",
      arity = "1..*",
      description =
          "What is drawn and how, in the words of tweedie sample: count=1000 class=7 guidance=cfg:3.")
  private List<String> words;

  /** Runs the job, and ends the process. */
  public static void main(String[] arguments) {
    JobOptions.run(new GenerateJob(), arguments);
  }

  @Override
  public Integer call() throws Exception {
    GenerateSpec spec =
        job.understood(() -> Spec.parse(GenerateSpec.class, String.join(" ", words)));
    if (together < 1) {
      throw job.usage("--together is at least 1, not " + together);
    }
    PriorSpec prior = job.understood(() -> new PriorSpec(models.choice(), models.compute()));
    try (ModelPrior checked = job.understood(() -> models.open());
        Generator fits = job.understood(() -> Generator.of(checked, spec))) {
      JavaSparkContext context = Contexts.submitted("tweedie generate");
      List<String> rows =
          run(context, spec, fits.count(), SharedPrior.send(context, checked, prior));
      return job.end(rows, "generated");
    }
  }

  private List<String> run(
      JavaSparkContext context, GenerateSpec spec, int count, SharedPrior prior) {
    List<GenerateUnit> units = new ArrayList<>();
    for (int first = 0; first < count; first += together) {
      units.add(new GenerateUnit(spec, first, Math.min(count, first + together)));
    }
    GenerateUnit.Worker worker = new GenerateUnit.Worker(job.out(), prior);
    return Units.all(context, units, worker, job.progress("drawn", units.size())).stream()
        .flatMap(String::lines)
        .toList();
  }
}
