package io.tweedie.train;

import static io.tweedie.core.tensor.Scalars.plus;
import static org.bytedeco.pytorch.global.torch.mse_loss;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.tweedie.core.denoiser.Condition;
import io.tweedie.core.random.RandomStream;
import io.tweedie.core.schedule.NoiseSchedule;
import io.tweedie.core.tensor.Batching;
import io.tweedie.core.tensor.Precision;
import io.tweedie.core.tensor.Shape;
import io.tweedie.eval.scene.SceneJudge;
import io.tweedie.eval.scene.Verdict;
import io.tweedie.images.ContactSheet;
import io.tweedie.images.scene.CaptionLength;
import io.tweedie.images.scene.CaptionedScene;
import io.tweedie.images.scene.Scene;
import io.tweedie.images.scene.SceneCode;
import io.tweedie.images.scene.SceneRenderer;
import io.tweedie.models.checkpoint.Checkpoint;
import io.tweedie.models.clip.ClipTextConfig;
import io.tweedie.models.clip.tokenizer.ClipTokenizer;
import io.tweedie.models.diffusers.DiffusersFolder;
import io.tweedie.models.diffusers.PreparedAutoencoder;
import io.tweedie.models.diffusers.UNet2d;
import io.tweedie.train.data.CaptionedScenes;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.bytedeco.pytorch.Tensor;

/**
 * Learns to draw scenes by their captions in the latents of an autoencoder: |output - target|^2 at
 * random noise levels, captions left out now and then (Rombach et al., CVPR 2022; Ho and Salimans
 * 2022). Pictures drawn by captions that training never saw are held against these by a judge,
 * whose verdict chooses the weights: the loss of denoising hardly tells whether shapes are right.
 */
final class SceneGeneration implements Objective {

  private static final int COLUMNS = 9;
  private static final int ZOOM = 2;
  private static final long HELD_BACK_SEED = 0;
  private static final long TEST_SEED = 1;

  private final Recipe recipe;
  private final NoiseSchedule schedule;
  private final NoiseLevels levels;
  private final Path clip;
  private final Path vae;
  private final PreparedAutoencoder autoencoder;
  private final SceneJudge judge;
  private final TextToLatents network;
  private final LatentScenes scenes;
  private final SceneRenderer renderer;
  private final SceneSampler sampler;
  private final List<CaptionedScene> heldBack;
  private Tensor drawn;

  /**
   * Opens what was trained before.
   *
   * @param dataRoot folder of the runs that the recipe names
   * @throws IOException if one of them cannot be read
   */
  SceneGeneration(Recipe recipe, UNet2d described, Path dataRoot) throws IOException {
    this.recipe = recipe;
    Recipe.Scenes from = recipe.scenes();
    schedule = recipe.noiseSchedule();
    levels = recipe.levels().over(schedule);
    clip = trained(dataRoot, from.clip());
    vae = trained(dataRoot, from.autoencoder());
    JsonNode text = new JsonMapper().readTree(clip.resolve("config.json").toFile());
    network =
        new TextToLatents(
            ClipTextConfig.read(text.path("text_config"), clip + "/config.json, text_config"),
            described.config(),
            from.perception() > 0);
    described.close();
    ClipTokenizer tokenizer =
        ClipTokenizer.load(clip).withContextLength(network.text().config().contextLength());
    autoencoder =
        new PreparedAutoencoder(
            DiffusersFolder.open(vae).autoencoder(Precision.FLOAT32),
            recipe.compute().with(Batching.FAST));
    requireCells(from);
    judge = SceneJudge.load(trained(dataRoot, from.judge()));
    renderer = new SceneRenderer(recipe.crop());
    scenes = new LatentScenes(renderer, autoencoder, from.lengths(), recipe.batch(), recipe.seed());
    sampler = new SceneSampler(recipe, network, tokenizer, autoencoder);
    heldBack = CaptionedScenes.heldBack(from.heldBack(), HELD_BACK_SEED);
  }

  private void requireCells(Recipe.Scenes from) {
    long side = autoencoder.latentShape(new Shape(3, recipe.crop(), recipe.crop())).height();
    if (from.perception() > 0 && side != SceneCode.SIDE) {
      throw new IllegalArgumentException(
          "scenes.perception needs latents of %d x %d, and the autoencoder makes %d x %d of this crop: set perception to 0, or crop to another size"
              .formatted(SceneCode.SIDE, SceneCode.SIDE, side, side));
    }
  }

  private static Path trained(Path dataRoot, String run) {
    Path folder = dataRoot.resolve(run);
    if (!Files.isDirectory(folder)) {
      throw new IllegalArgumentException(
          "%s does not exist; train what the recipe builds on first, and name the folder of all these runs with --data"
              .formatted(folder));
    }
    return folder;
  }

  @Override
  public TextToLatents network() {
    return network;
  }

  @Override
  public void start(long seed) {
    Objective.super.start(seed);
    try (Checkpoint weights = Checkpoint.open(clip.resolve("model.safetensors"))) {
      network.startText(weights);
    }
  }

  /** {@inheritDoc} Here it is a pipeline as diffusers lays it out. */
  @Override
  public void startFrom(Path pipeline) throws IOException {
    DiffusersFolder parts = DiffusersFolder.open(pipeline);
    try (Checkpoint text = Checkpoint.open(parts.network("text_encoder").weights());
        Checkpoint unet = Checkpoint.open(parts.network("unet").weights())) {
      network.startText(text);
      network.startUnet(unet);
    }
  }

  @Override
  public Tensor loss(long step, SplittableRandom random) {
    LatentScenes.Batch batch = scenes.batch(step, random);
    List<String> captions =
        texts(batch.drawn()).stream()
            .map(text -> random.nextDouble() < recipe.conditionDropout() ? "" : text)
            .toList();
    int[] timesteps = levels.draw(captions.size(), random);
    Tensor noise = new RandomStream(random.nextLong()).normal(batch.latents().shape());
    NoisedBatch noised = NoisedBatch.of(batch.latents(), noise, timesteps, schedule);
    Condition told = sampler.told(captions, recipe.compute());
    UNet2d.Seen seen = network.unet().see(noised.xt(), noised.timesteps(), told, recipe.compute());
    Tensor denoising = mse_loss(seen.output(), noised.target(recipe.prediction()));
    double weight = recipe.scenes().perception();
    if (weight == 0) {
      return denoising;
    }
    Tensor perception =
        ScenePerception.loss(network.perceived(seen.features()), targets(batch.drawn()));
    return plus(denoising, weight, perception);
  }

  @Override
  public Assessment assess() {
    if (drawn != null) {
      drawn.close();
    }
    drawn = sampler.draw(texts(heldBack));
    Map<String, Double> right = percentByLength(verdicts(drawn, heldBack));
    double mean = right.values().stream().mapToDouble(Double::doubleValue).average().orElseThrow();
    return new Assessment(1 - mean / 100, "accuracy", right);
  }

  private static Tensor targets(List<CaptionedScene> drawn) {
    return ScenePerception.targets(drawn.stream().map(CaptionedScene::scene).toList());
  }

  private static List<String> texts(List<CaptionedScene> wanted) {
    return wanted.stream().map(each -> each.caption().text()).toList();
  }

  /** What the judge sees of what captions state. */
  private List<Verdict> verdicts(Tensor pictures, List<CaptionedScene> wanted) {
    List<Scene> seen = judge.see(pictures);
    return IntStream.range(0, wanted.size())
        .mapToObj(i -> Verdict.of(seen.get(i), wanted.get(i).caption().stated()))
        .toList();
  }

  /** Percent of the attributes that are right, by the captions' length, which go in turn. */
  private static Map<String, Double> percentByLength(List<Verdict> verdicts) {
    CaptionLength[] lengths = CaptionLength.values();
    double[] right = new double[lengths.length];
    double[] stated = new double[lengths.length];
    for (int i = 0; i < verdicts.size(); i++) {
      right[i % lengths.length] += verdicts.get(i).rightOnes();
      stated[i % lengths.length] += verdicts.get(i).right().size();
    }
    Map<String, Double> percent = new LinkedHashMap<>();
    for (CaptionLength length : lengths) {
      int i = length.ordinal();
      percent.put(length.name().toLowerCase(Locale.ROOT), 100 * right[i] / stated[i]);
    }
    return percent;
  }

  /** The pictures that were judged, each above its caption. */
  @Override
  public void draw(Path folder) {
    new ContactSheet(drawn, texts(heldBack), COLUMNS, ZOOM).writePng(folder.resolve("samples.png"));
  }

  /** Writes the folder {@code pipeline} as diffusers lays it out. */
  @Override
  public void kept(Path folder) {
    Shape latent = autoencoder.latentShape(new Shape(3, recipe.crop(), recipe.crop()));
    try {
      PipelineFiles.writePipeline(
          folder.resolve("pipeline"), recipe, network, vae, clip, latent.height());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public Optional<String> test() {
    List<CaptionedScene> unseen = CaptionedScenes.heldBack(recipe.scenes().heldBack(), TEST_SEED);
    try (Tensor pictures = sampler.draw(texts(unseen))) {
      List<Verdict> verdicts = verdicts(pictures, unseen);
      Map<String, Double> percent = percentByLength(verdicts);
      Verdict.byAspect(verdicts.stream().map(Verdict::byAspect))
          .forEach((aspect, tally) -> percent.put(aspect, 100 * tally.share()));
      return Optional.of("test " + new Assessment(0, "accuracy", percent).summary());
    }
  }

  @Override
  public void close() {
    if (drawn != null) {
      drawn.close();
    }
    scenes.close();
    judge.close();
    autoencoder.network().close();
    network.close();
  }
}
