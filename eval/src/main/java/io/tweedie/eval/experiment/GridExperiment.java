package io.tweedie.eval.experiment;

import io.tweedie.eval.grid.EvaluationPlan;
import io.tweedie.eval.grid.EvaluationResults;
import io.tweedie.eval.grid.SeedResults;
import io.tweedie.eval.grid.Shard;
import io.tweedie.eval.grid.SummaryRow;
import io.tweedie.eval.grid.Unread;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A grid of tasks, methods and images, done once or under several seeds.
 *
 * @param plan what is done
 * @param seeds in place of the plan's own; empty for that one
 */
public record GridExperiment(EvaluationPlan plan, List<Long> seeds) implements Divisible {

  /** Copies the list. */
  public GridExperiment {
    seeds = List.copyOf(seeds);
  }

  @Override
  public Findings run(Workshop workshop) throws IOException {
    if (seeds.isEmpty()) {
      EvaluationResults results =
          workshop.measurer().run(plan, workshop.out(), workshop.listener());
      return findings(results.summary(), results.lpipsText(), results.lines(), results.unread());
    }
    SeedResults results =
        SeedResults.run(plan, seeds, workshop.measurer(), workshop.out(), workshop.listener());
    return findings(results.summary(), results.lpipsText(), results.lines(), results.unread());
  }

  private Findings findings(
      List<SummaryRow> summary, String lpips, List<String> lines, List<Unread> unread) {
    Map<String, Object> numbers = new LinkedHashMap<>();
    if (!seeds.isEmpty()) {
      numbers.put("seeds", seeds);
    }
    numbers.put("summary", summary);
    numbers.put("lpips", lpips);
    return new Findings(numbers, lines, unread);
  }

  @Override
  public int run(Shard shard, Workshop workshop) {
    EvaluationPlan share =
        plan.share(shard)
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        "shard %s is empty: there are %d images"
                            .formatted(shard, plan.images().size())));
    workshop.listener().planned(workshop.measurer().size(share) * Math.max(1, seeds.size()));
    if (seeds.isEmpty()) {
      return cells(share, workshop.out(), workshop);
    }
    return seeds.stream()
        .mapToInt(
            seed -> cells(share.withSeed(seed), SeedResults.folder(workshop.out(), seed), workshop))
        .sum();
  }

  private static int cells(EvaluationPlan plan, Path out, Workshop workshop) {
    return workshop.measurer().measure(plan, out, workshop.listener()).cells().size();
  }
}
