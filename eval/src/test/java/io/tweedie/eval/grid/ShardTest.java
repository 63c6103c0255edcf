package io.tweedie.eval.grid;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.tweedie.core.exact.IsotropicMixture;
import io.tweedie.core.schedule.NoiseSchedule;
import io.tweedie.core.task.Task;
import io.tweedie.core.tensor.Backend;
import io.tweedie.restore.Prior;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ShardTest {

  private static final Supplier<Prior> PRIOR =
      () -> Prior.of("prior", IsotropicMixture.normal(0, 0.4), NoiseSchedule.linear(1000));

  @TempDir Path folder;

  @Property(tries = 100)
  void everyImageIsInOneShard(
      @ForAll @IntRange(min = 0, max = 40) int images,
      @ForAll @IntRange(min = 1, max = 12) int shards) {
    List<Integer> all = IntStream.range(0, images).boxed().toList();
    List<Integer> joined =
        IntStream.rangeClosed(1, shards)
            .boxed()
            .flatMap(k -> new Shard(k, shards).share(all).stream())
            .toList();
    assertThat(joined).containsExactlyInAnyOrderElementsOf(all);
  }

  @Test
  void isReadAndRefused() {
    assertThat(Shard.parse("3/10")).isEqualTo(new Shard(3, 10));
    for (String wrong : List.of("0/3", "4/3", "1/0", "3", "3/", "a/b", "-1/3")) {
      assertThatIllegalArgumentException().isThrownBy(() -> Shard.parse(wrong));
    }
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Shard.parse("4/3"))
        .withMessageContaining("1/3 to 3/3, not 4/3");
  }

  private Evaluation evaluation(EvaluationPlan plan, Path out) {
    return new Evaluation(
        plan,
        new RunInfo("gaussian", "1", "a machine", "a command"),
        out,
        Optional.empty(),
        () -> 0);
  }

  @Test
  void cellsOfShardsThatWereCopiedTogetherGiveTheTablesOfTheWhole() throws IOException {
    Backend.initialize();
    Backend.setThreads(1);
    for (int i = 0; i < 4; i++) {
      SampleImages.write(folder.resolve("photo%d.png".formatted(i)), 3, 20 + i, 24);
    }
    EvaluationPlan plan =
        EvaluationPlan.of(
                Photos.in(folder).files(),
                List.of(Task.parse("sr:2")),
                List.of(Method.parse("ddnm")))
            .withSteps("uniform:3");
    evaluation(plan, folder.resolve("whole")).run(Priors.of(PRIOR), EvaluationListener.NONE);

    Path joined = folder.resolve("joined");
    for (int k = 1; k <= 3; k++) {
      Path own = folder.resolve("shard" + k);
      evaluation(plan.share(new Shard(k, 3)).orElseThrow(), own)
          .measure(Priors.of(PRIOR), EvaluationListener.NONE);
      copy(own, joined);
    }
    assertThat(plan.share(new Shard(5, 5))).isEmpty();
    evaluation(plan, joined)
        .run(
            Priors.of(
                () -> {
                  throw new AssertionError("the prior was asked for");
                }),
            EvaluationListener.NONE);

    for (String table : List.of("results.csv", "results.json", "table.tex", "report.html")) {
      assertThat(joined.resolve(table)).hasSameBinaryContentAs(folder.resolve("whole/" + table));
    }
  }

  private static void copy(Path from, Path to) throws IOException {
    try (Stream<Path> files = Files.walk(from)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        Path copy = to.resolve(from.relativize(file));
        Files.createDirectories(copy.getParent());
        Files.copy(file, copy);
      }
    }
  }
}
