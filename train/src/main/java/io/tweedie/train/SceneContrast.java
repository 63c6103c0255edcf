package io.tweedie.train;

import static io.tweedie.core.tensor.Scalars.plus;
import static io.tweedie.core.tensor.Scalars.scalar;
import static io.tweedie.core.tensor.Scalars.times;
import static org.bytedeco.pytorch.global.torch.arange;
import static org.bytedeco.pytorch.global.torch.cat;
import static org.bytedeco.pytorch.global.torch.cross_entropy_loss;

import io.tweedie.core.random.RandomStream;
import io.tweedie.core.tensor.Batching;
import io.tweedie.core.tensor.Compute;
import io.tweedie.images.scene.Caption;
import io.tweedie.images.scene.CaptionedScene;
import io.tweedie.images.scene.SceneGrammar;
import io.tweedie.images.scene.SceneRenderer;
import io.tweedie.models.clip.ClipModel;
import io.tweedie.models.nn.Parameter;
import io.tweedie.train.data.CaptionedScenes;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.LongOptional;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * Learns which caption belongs to which picture (Radford et al. 2021, figure 3), among those of its
 * batch and, for pictures, among captions that are wrong in one attribute (hard negatives, as of
 * Yuksekgonul et al. 2023). What a caption says may be true of another picture too; such pairs
 * count neither way. Pictures are weathered as those that the judge learns from. The vectors of
 * both may also have to tell what is in the scene ({@link SceneReader}).
 */
final class SceneContrast implements Objective {

  /** Captions among which the true one is to be found. */
  private static final int CHOICES = 10;

  private static final int BATCH = 25;

  /** To a standard deviation of 1. */
  private static final double APART = 50;

  private static final float EXCLUDED = -1e4f;
  private static final long HELD_BACK_SEED = 0;
  private static final long TEST_SEED = 1;

  private final Recipe recipe;
  private final ClipModel network;
  private final CaptionTokens tokens;
  private final SceneRenderer renderer;
  private final SceneReader reader;

  /**
   * Takes over the network.
   *
   * @throws IllegalArgumentException if the network's vocabulary is not that of captions
   */
  SceneContrast(Recipe recipe, ClipModel network) {
    this.recipe = recipe;
    this.network = network;
    renderer = new SceneRenderer(recipe.crop());
    tokens = CaptionTokens.learn(network.config().text(), recipe.seed());
    reader =
        recipe.scenes().perception() > 0
            ? SceneReader.of(network.parameters(), network.config().projection())
            : null;
  }

  /** Words begin far apart: at CLIP's own scale those of places hardly part in so few steps. */
  @Override
  public void start(long seed) {
    Objective.super.start(seed);
    for (Parameter parameter : network.parameters().all()) {
      if (parameter.name().endsWith("token_embedding.weight")) {
        parameter.assign(times(APART, parameter.value()));
      }
    }
  }

  @Override
  public ClipModel network() {
    return network;
  }

  @Override
  public Tensor loss(long step, SplittableRandom random) {
    List<CaptionedScene> drawn =
        CaptionedScenes.draw(recipe.batch(), recipe.scenes().lengths(), random);
    SceneGrammar grammar = new SceneGrammar(random);
    int wrongOnes = recipe.scenes().contradictions();
    List<Caption> captions = new ArrayList<>(drawn.stream().map(CaptionedScene::caption).toList());
    drawn.forEach(
        each -> captions.addAll(grammar.contradictions(each.scene(), each.caption(), wrongOnes)));
    Tensor pictures = Weathering.of(pictures(drawn), random);
    Tensor images = network.images(pictures, recipe.compute());
    Tensor texts = network.texts(ids(captions), recipe.compute());
    Tensor contrast = loss(network.logits(images, texts).add(excluded(drawn, captions)));
    if (reader == null) {
      return contrast;
    }
    Tensor scenes = ScenePerception.targets(drawn.stream().map(CaptionedScene::scene).toList());
    Tensor read =
        ScenePerception.loss(reader.scores(images), scenes)
            .add(ScenePerception.loss(reader.scores(texts.narrow(0, 0, drawn.size())), scenes));
    return plus(contrast, recipe.scenes().perception(), read);
  }

  /**
   * Mean of the cross-entropies of captions by picture and of pictures by caption.
   *
   * @param logits pictures by captions, N x M, of which the first N are theirs in order
   */
  static Tensor loss(Tensor logits) {
    long pictures = logits.size(0);
    Tensor own = arange(new Scalar(pictures)).to(ScalarType.Long);
    Tensor ofPictures = cross_entropy_loss(logits, own);
    Tensor ofCaptions = cross_entropy_loss(logits.narrow(1, 0, pictures).t().contiguous(), own);
    return ofPictures.add(ofCaptions).mul(scalar(0.5));
  }

  /** What takes pairs out that are right by chance, N x M: 0, or far below any logit. */
  static Tensor excluded(List<CaptionedScene> drawn, List<Caption> captions) {
    float[] mask = new float[drawn.size() * captions.size()];
    for (int i = 0; i < drawn.size(); i++) {
      for (int j = 0; j < captions.size(); j++) {
        boolean byChance = i != j && isTrue(captions.get(j), drawn.get(i));
        mask[i * captions.size() + j] = byChance ? EXCLUDED : 0;
      }
    }
    return Tensor.create(mask, drawn.size(), captions.size());
  }

  private static boolean isTrue(Caption caption, CaptionedScene of) {
    return caption.stated().stream().allMatch(attribute -> attribute.holdsIn(of.scene()));
  }

  private Tensor pictures(List<CaptionedScene> drawn) {
    return renderer.render(drawn.stream().map(CaptionedScene::scene).toList());
  }

  private Tensor ids(List<Caption> captions) {
    return CaptionTokens.trimmed(tokens.tokenizer(), captions.stream().map(Caption::text).toList());
  }

  @Override
  public Assessment assess() {
    Choices choices = choose(HELD_BACK_SEED);
    Map<String, Double> percent = new LinkedHashMap<>();
    percent.put("contradictions", choices.amongContradictions());
    percent.put("others", choices.amongOthers());
    return new Assessment(choices.loss(), "accuracy", percent);
  }

  /**
   * How often the true caption comes first among ten.
   *
   * @param amongContradictions percent, the others wrong in one attribute
   * @param amongOthers percent, the others of other scenes
   * @param loss cross-entropy among contradictions
   */
  private record Choices(double amongContradictions, double amongOthers, double loss) {}

  private Choices choose(long seed) {
    List<CaptionedScene> scenes = CaptionedScenes.heldBack(recipe.scenes().heldBack(), seed);
    SceneGrammar grammar = new SceneGrammar(new RandomStream(seed, "contradictions"));
    double loss = 0;
    int[] first = new int[2];
    for (int from = 0; from < scenes.size(); from += BATCH) {
      List<CaptionedScene> some = scenes.subList(from, Math.min(scenes.size(), from + BATCH));
      try (PointerScope scope = new PointerScope();
          NoGradGuard guard = new NoGradGuard()) {
        Tensor wrong =
            logits(some, each -> grammar.contradictions(each.scene(), each.caption(), CHOICES - 1));
        Tensor other = logits(some, each -> others(scenes, each));
        Tensor own = Tensor.create(new long[some.size()], some.size());
        loss += cross_entropy_loss(wrong, own).item_double() * some.size();
        first[0] += firsts(wrong);
        first[1] += firsts(other);
      }
    }
    double count = scenes.size();
    return new Choices(100 * first[0] / count, 100 * first[1] / count, loss / count);
  }

  private static List<Caption> others(List<CaptionedScene> scenes, CaptionedScene of) {
    int at = scenes.indexOf(of);
    return IntStream.range(1, scenes.size())
        .mapToObj(i -> scenes.get((at + i) % scenes.size()).caption())
        .filter(caption -> !isTrue(caption, of))
        .limit(CHOICES - 1)
        .toList();
  }

  /** Of each picture with its own caption and others; those that are missing are far below. */
  private Tensor logits(
      List<CaptionedScene> scenes, Function<CaptionedScene, List<Caption>> others) {
    Compute compute = recipe.compute().with(Batching.FAST);
    Tensor images = network.images(pictures(scenes), compute);
    TensorVector rows = new TensorVector();
    for (int i = 0; i < scenes.size(); i++) {
      CaptionedScene scene = scenes.get(i);
      List<Caption> all =
          Stream.concat(Stream.of(scene.caption()), others.apply(scene).stream()).toList();
      Tensor row = network.logits(images.narrow(0, i, 1), network.texts(ids(all), compute));
      float[] absent = new float[CHOICES - all.size()];
      Arrays.fill(absent, EXCLUDED);
      rows.push_back(
          absent.length == 0
              ? row
              : cat(new TensorVector(row, Tensor.create(absent, 1, absent.length)), 1));
    }
    return cat(rows, 0);
  }

  private static int firsts(Tensor logits) {
    return (int) logits.argmax(new LongOptional(1), false).eq(scalar(0)).sum().item_long();
  }

  /** There is nothing to see beside the curves. */
  @Override
  public void draw(Path folder) {}

  /** Writes the folder {@code clip} as transformers lays it out, with its tokenizer. */
  @Override
  public void kept(Path folder) {
    try {
      PipelineFiles.writeClip(folder.resolve("clip"), recipe.model(), network, tokens);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public Optional<String> test() {
    Choices choices = choose(TEST_SEED);
    return Optional.of(
        String.format(
            Locale.ROOT,
            "test: the true caption is first of ten in %.1f %% among contradictions, in %.1f %% among"
                + " captions of other scenes",
            choices.amongContradictions(),
            choices.amongOthers()));
  }

  @Override
  public void close() {
    network.close();
  }
}
