package io.tweedie.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.bytedeco.pytorch.global.torch.make_generator_cpu;
import static org.bytedeco.pytorch.global.torch.randn;
import static org.bytedeco.pytorch.global.torch.tensor;

import io.tweedie.core.denoiser.Condition;
import io.tweedie.core.random.KeyedNoise;
import io.tweedie.core.random.RandomStream;
import io.tweedie.core.sampling.Plan;
import io.tweedie.core.sampling.SamplingLoop;
import io.tweedie.core.sampling.Transition;
import io.tweedie.core.schedule.NoiseLevel;
import io.tweedie.core.tensor.Compute;
import io.tweedie.core.tensor.Shape;
import io.tweedie.demo.gan.Gan;
import io.tweedie.demo.gan.Generator;
import io.tweedie.eval.scene.SceneJudge;
import io.tweedie.eval.scene.Verdict;
import io.tweedie.images.scene.Caption;
import io.tweedie.images.scene.CaptionLength;
import io.tweedie.images.scene.CaptionedScene;
import io.tweedie.images.scene.Scene;
import io.tweedie.images.scene.SceneGrammar;
import io.tweedie.images.scene.SceneRenderer;
import io.tweedie.models.dense.DenseNetwork;
import io.tweedie.models.diffusers.FolderCheck;
import io.tweedie.models.diffusers.FolderCheck.State;
import io.tweedie.models.nn.ClassifyingNetwork;
import io.tweedie.models.nn.Network;
import io.tweedie.models.prior.Classifier;
import io.tweedie.models.prior.Model;
import io.tweedie.models.prior.ModelSpec;
import io.tweedie.restore.Beginning;
import io.tweedie.restore.Events;
import io.tweedie.restore.Generated;
import io.tweedie.restore.Pipelines;
import io.tweedie.restore.TextPipeline;
import io.tweedie.restore.TextToImageGenerator;
import io.tweedie.restore.spec.ComputeSpec;
import io.tweedie.restore.spec.TextToImageSpec;
import io.tweedie.zoo.Zoo;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.GeneratorOptional;
import org.bytedeco.pytorch.LongOptional;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What ships can be used. */
class ZooTest {

  private static final int ANY_SIDE = 32;
  private static final long MOST_BYTES = 25_000_000;

  private static List<String> names() {
    return Zoo.names();
  }

  @ParameterizedTest
  @MethodSource("names")
  void everyModelIsDescribedAndRuns(String name) throws IOException {
    Path folder = Zoo.folder(name);
    ModelSpec spec = ModelSpec.read(folder.resolve(ModelSpec.FILE));
    assertThat(spec.name()).isEqualTo(name);
    assertThat(spec.summary()).isNotBlank();
    assertThat(spec.licence()).isNotBlank();
    assertThat(Files.readString(folder.resolve("card.md")))
        .startsWith("# " + name + "\n")
        .contains("## Training", "## What limits it", "## Licence");
    try (NoGradGuard guard = new NoGradGuard();
        PointerScope scope = new PointerScope()) {
      Tensor output = forward(folder, spec);
      assertThat(output.isfinite().all().item_bool()).isTrue();
      assertThat(output.std().item_double()).isGreaterThan(0.01);
    }
  }

  private static Tensor forward(Path folder, ModelSpec spec) throws IOException {
    int side = spec.imageSize() == null ? ANY_SIDE : spec.imageSize();
    try (Network bare = spec.network()) {
      long[] shape = {2, bare.inChannels(), side, side};
      Tensor x = randn(shape, new GeneratorOptional(make_generator_cpu(1)));
      if (bare instanceof ClassifyingNetwork) {
        try (Classifier classifier = Classifier.load(folder)) {
          Tensor logits = classifier.logits(x, Compute.REFERENCE);
          assertThat(logits.shape()).containsExactly(2, classifier.classes());
          return logits;
        }
      }
      if (bare instanceof Generator) {
        try (Gan gan = Gan.load(folder)) {
          Tensor images = gan.draw(new KeyedNoise(1, new long[] {0, 1}));
          assertThat(images.shape()).containsExactly(shape);
          return images;
        }
      }
      if (bare instanceof DenseNetwork) {
        try (Network dense = spec.loadFrom(folder)) {
          return ((DenseNetwork) dense).forward(x, Compute.REFERENCE);
        }
      }
      try (Model model = Model.load(folder)) {
        NoiseLevel level = model.schedule().level(500);
        Tensor output = model.prepare(Compute.REFERENCE).denoiser().predict(x, level).output();
        assertThat(output.shape()).containsExactly(shape);
        return output;
      }
    }
  }

  private static List<String> pipelines() throws IOException {
    return Zoo.pipelines();
  }

  @ParameterizedTest
  @MethodSource("pipelines")
  void everyPipelineIsDescribedAndDraws(String name) throws IOException {
    Path folder = Zoo.folder(name);
    assertThat(FolderCheck.of(folder).findings()).noneMatch(f -> f.state() == State.WRONG);
    assertThat(Files.readString(folder.resolve("card.md")))
        .startsWith("# " + name + "\n")
        .contains("## Training", "## What limits it", "## Licence");
    try (Stream<Path> files = Files.walk(folder)) {
      assertThat(files.mapToLong(file -> file.toFile().length()).sum()).isLessThan(MOST_BYTES);
    }
    try (TextPipeline pipeline = Pipelines.open(name, ComputeSpec.USUAL);
        TextToImageGenerator generator =
            TextToImageGenerator.of(
                pipeline, TextToImageSpec.of("a red seven").with("steps", 2), Beginning.NOISE);
        Generated drawn = generator.run(Events.NONE)) {
      assertThat(pipeline.files().card().summary()).isNotBlank();
      assertThat(pipeline.files().card().licence()).isNotBlank();
      assertThat(drawn.images().isfinite().all().item_bool()).isTrue();
      assertThat(drawn.images().std().item_double()).isGreaterThan(0.01);
    }
  }

  @Test
  void classifiersReadTheDigitsThatTheModelDraws() throws IOException {
    try (NoGradGuard guard = new NoGradGuard();
        PointerScope scope = new PointerScope()) {
      Tensor digits = drawn();
      for (String name : classifiersOfDigits()) {
        try (Classifier classifier = Classifier.load(Zoo.folder(name))) {
          Tensor logits = classifier.logits(digits, Compute.REFERENCE);
          Tensor right = logits.argmax(new LongOptional(1), false).eq(wanted());
          // One of 25 samples is another digit or none.
          assertThat(right.sum().item_long()).as(name).isGreaterThanOrEqualTo(8);
        }
      }
    }
  }

  @Test
  void theJudgeOfScenesSeesWhatCaptionsState() throws IOException {
    SceneGrammar grammar = new SceneGrammar(new RandomStream(11, "scenes that no training saw"));
    SceneRenderer renderer = new SceneRenderer(SceneRenderer.USUAL_SIDE);
    long right = 0;
    long stated = 0;
    long deceived = 0;
    try (SceneJudge judge = SceneJudge.load(Zoo.folder("scene-judge"))) {
      for (int i = 0; i < 100; i++) {
        try (PointerScope scope = new PointerScope()) {
          CaptionedScene drawn = grammar.draw(CaptionLength.values()[i % 3]);
          Caption wrong = grammar.contradictions(drawn.scene(), drawn.caption(), 1).get(0);
          Scene seen = judge.see(renderer.render(List.of(drawn.scene()))).get(0);
          Verdict verdict = Verdict.of(seen, drawn.caption().stated());
          right += verdict.rightOnes();
          stated += verdict.right().size();
          deceived += Verdict.of(seen, wrong.stated()).share() == 1 ? 1 : 0;
        }
      }
    }
    assertThat(100.0 * right / stated).isGreaterThan(98);
    assertThat(deceived).as("captions with a wrong attribute, taken for right").isLessThan(3);
  }

  private static List<String> classifiersOfDigits() throws IOException {
    List<String> classifiers = new ArrayList<>();
    for (String name : names()) {
      Path description = Zoo.folder(name).resolve(ModelSpec.FILE);
      try (Network network = ModelSpec.read(description).network()) {
        if (name.startsWith("digits-") && network instanceof ClassifyingNetwork) {
          classifiers.add(name);
        }
      }
    }
    return classifiers;
  }

  private static Tensor wanted() {
    return tensor(LongStream.range(0, 10).toArray());
  }

  /** A sample of each class, in ten steps of deterministic DDIM. */
  private static Tensor drawn() throws IOException {
    try (Model model = Model.load(Zoo.folder("digits"))) {
      SamplingLoop loop =
          new SamplingLoop(
              model.prepare(Compute.REFERENCE).conditional().given(new Condition.Classes(wanted())),
              model.schedule(),
              new Plan("uniform:10", new Transition.Ddim(0), true));
      KeyedNoise noise = new KeyedNoise(0, LongStream.range(0, 10).toArray());
      return loop.run(
          step -> step.next(step.x0Hat()),
          noise,
          loop.start(noise, new Shape(1, 32, 32)),
          SamplingLoop.Listener.NONE);
    }
  }
}
