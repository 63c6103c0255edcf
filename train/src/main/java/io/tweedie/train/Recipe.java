package io.tweedie.train;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import io.tweedie.core.denoiser.Parameterization;
import io.tweedie.core.schedule.NoiseSchedule;
import io.tweedie.core.tensor.Compute;
import io.tweedie.core.tensor.Layout;
import io.tweedie.core.tensor.Precision;
import io.tweedie.images.scene.CaptionLength;
import io.tweedie.models.clip.ClipModel;
import io.tweedie.models.dense.DenseNetwork;
import io.tweedie.models.diffusers.AutoencoderKl;
import io.tweedie.models.diffusers.UNet2d;
import io.tweedie.models.nn.ClassifyingNetwork;
import io.tweedie.models.nn.DenoisingNetwork;
import io.tweedie.models.nn.Network;
import io.tweedie.models.prior.ModelSpec;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * How a network is trained: everything that decides its weights, read from a YAML file.
 *
 * @param name of the model, and of its files
 * @param seed of the weights, the order of the images and the noise
 * @param architecture as in {@link ModelSpec}, which decides what is learned: "adm" (the default)
 *     and "ddpm" to denoise, "adm-classifier" to tell classes through noise, "cnn" and
 *     "cifar-resnet" to tell classes of clean images, "dense" to tell what is in scenes,
 *     "autoencoder-kl" to bring scenes to latents and back, "clip" to tell which caption is of
 *     which scene, "unet2d-condition" to draw scenes by captions
 * @param model the architecture's flags
 * @param from a model with whose weights training begins, of the same architecture and flags: a
 *     folder below the data root, or one that ships; random weights if absent
 * @param schedule name of the noise schedule, of 1000 steps; linear if absent
 * @param prediction what a denoiser predicts: epsilon, x0 or v
 * @param levels which noise levels are trained how often
 * @param data photos and pictures that are drawn, and those kept back; absent if labelled
 * @param labelled images with classes; absent if photos
 * @param scenes pictures that are drawn as they are needed; absent if there are photos or labelled
 *     images
 * @param crop side in pixels of the training crops, or of the squares that frame labelled images
 * @param batch images per step
 * @param steps in all; may be changed between runs while the learning rate is still constant
 * @param conditionDropout how often a denoiser is told nothing: a class-conditional one the null
 *     label, the last of {@code num_classes}, in place of the class, and one of texts the empty
 *     text; 0 for never and no such label
 * @param attack under which a classifier is trained; absent for images as they are
 * @param optimizer what moves the weights, and how fast
 * @param precision fp32 or bf16
 * @param layout of memory inside the network, channels-last (the default) or contiguous; decides
 *     speed, which hangs on the kind of normalisation
 * @param every steps between validations, each of which also saves the state
 */
@JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
public record Recipe(
    String name,
    long seed,
    String architecture,
    JsonNode model,
    String from,
    String schedule,
    Parameterization prediction,
    Levels levels,
    PhotoData data,
    Labelled labelled,
    Scenes scenes,
    int crop,
    int batch,
    int steps,
    double conditionDropout,
    AttackSettings attack,
    Optimizer optimizer,
    String precision,
    String layout,
    int every) {

  private static final int SCHEDULE_STEPS = 1000;

  /** Refuses settings that cannot be trained. */
  public Recipe {
    architecture = architecture == null ? "adm" : architecture;
    schedule = schedule == null ? "linear" : schedule;
    layout = layout == null ? "channels-last" : layout;
    require(name != null && name.matches("[A-Za-z0-9._-]+"), "name must be a plain file name");
    require(model != null, "model is missing");
    require(optimizer != null, "optimizer is missing");
    require(
        Stream.of(data, labelled, scenes).filter(Objects::nonNull).count() == 1,
        "give one of data (photos), labelled and scenes");
    require(crop > 0 && batch > 0 && steps > 0 && every > 0, "crop, batch, steps, every: above 0");
    require(
        conditionDropout >= 0 && conditionDropout < 1,
        "condition_dropout must be in [0, 1), got " + conditionDropout);
    Precision.parse(precision);
    Layout.parse(layout);
    NoiseSchedule.named(schedule, SCHEDULE_STEPS);
    boolean text;
    try (Network network = describe(name, architecture, model).network()) {
      require(
          crop % network.sizeMultiple() == 0,
          "crop %d must be a multiple of %d for this model"
              .formatted(crop, network.sizeMultiple()));
      require(
          (scenes != null) == learnsFromScenes(network),
          "the architectures dense, autoencoder-kl, clip and unet2d-condition, and no others, learn"
              + " from scenes");
      if (scenes == null) {
        requireTask(network, prediction, levels, labelled, attack);
      } else if (network instanceof UNet2d) {
        scenes.requireRuns();
        require(levels != null && prediction != null, "levels and prediction are missing");
      }
      text = network instanceof UNet2d && scenes != null;
    }
    boolean told = model.path("class_cond").asBoolean();
    require(!told || labelled != null, "class_cond needs labelled data");
    require(
        told || text || conditionDropout == 0,
        "condition_dropout needs class_cond in model, or texts");
  }

  private static boolean learnsFromScenes(Network network) {
    return network instanceof DenseNetwork
        || network instanceof AutoencoderKl
        || network instanceof ClipModel
        || network instanceof UNet2d unet && unet.config().takesText();
  }

  private static void requireTask(
      Network network,
      Parameterization prediction,
      Levels levels,
      Labelled labelled,
      AttackSettings attack) {
    boolean clean = network instanceof ClassifyingNetwork classifier && !classifier.knowsNoise();
    require(clean || levels != null, "levels is missing: which noise levels to train");
    if (network instanceof ClassifyingNetwork) {
      require(labelled != null, "a classifier needs labelled data");
    } else {
      require(attack == null, "attack is for classifiers");
      require(prediction != null, "prediction is missing: epsilon, x0 or v");
    }
  }

  private static ModelSpec describe(String name, String architecture, JsonNode model) {
    return new ModelSpec(
        name,
        null,
        architecture,
        model,
        null,
        0,
        null,
        null,
        null,
        null,
        null,
        null,
        null,
        null,
        null);
  }

  /** What the trained model is, for its {@code model.json}. */
  public ModelSpec spec() {
    return new ModelSpec(
        name,
        null,
        architecture,
        model,
        schedule,
        SCHEDULE_STEPS,
        prediction,
        name + ".safetensors",
        drawsByText() ? TextToLatents.UNET : "",
        data != null || drawsByText() ? null : crop,
        data == null ? null : reach(),
        conditionDropout == 0 || drawsByText() ? null : model.path("num_classes").asLong() - 1,
        null,
        null,
        null);
  }

  private Integer reach() {
    try (DenoisingNetwork network = describe(name, architecture, model).denoisingNetwork()) {
      return network.reach().isPresent() ? network.reach().getAsInt() : null;
    }
  }

  private boolean drawsByText() {
    return scenes != null && scenes.clip() != null;
  }

  /** How the network computes in training; batches go through at once. */
  Compute compute() {
    return Compute.REFERENCE.with(Precision.parse(precision)).with(Layout.parse(layout));
  }

  /** The schedule whose noise is trained. */
  NoiseSchedule noiseSchedule() {
    return NoiseSchedule.named(schedule, SCHEDULE_STEPS);
  }

  /**
   * Which noise levels are visited: log-normal in sigma, or every timestep equally.
   *
   * @param distribution "log-normal" or "uniform"
   * @param mean of ln(sigma), if log-normal
   * @param deviation of ln(sigma), if log-normal
   */
  public record Levels(String distribution, double mean, double deviation) {

    /** Refuses unknown distributions. */
    public Levels {
      require(
          "log-normal".equals(distribution) || "uniform".equals(distribution),
          "levels.distribution must be log-normal or uniform, got " + distribution);
    }

    NoiseLevels over(NoiseSchedule schedule) {
      return distribution.equals("uniform")
          ? NoiseLevels.uniform(schedule)
          : NoiseLevels.logNormal(schedule, mean, deviation);
    }
  }

  /**
   * Images with classes.
   *
   * @param folder below the data root: MNIST's four files, the sheets of CIFAR-10, or {@code train}
   *     and {@code test} with a folder for each class
   * @param heldBack how many images of the training part are kept back to choose the weights by
   * @param shift how far, in pixels, images are moved about in their frames
   * @param crop how far, in pixels, they are moved out of their frames
   * @param flip whether every other image is mirrored
   */
  @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
  public record Labelled(String folder, int heldBack, int shift, int crop, boolean flip) {

    /** Refuses data that no weights can be chosen by. */
    public Labelled {
      require(folder != null, "labelled.folder is missing");
      require(heldBack > 0, "labelled.held_back must be at least 1, got " + heldBack);
    }
  }

  /**
   * Scenes as {@link io.tweedie.images.scene.SceneGrammar} draws them. What was trained before is
   * named by its folder below the data root.
   *
   * @param heldBack how many are kept to choose the weights by, and how many others to test with
   * @param lengths of the captions to learn from, in turn: name one more often, and there are more
   *     of them; all three the same if absent
   * @param contradictions captions wrong in one attribute that CLIP must tell from that of a
   *     picture
   * @param autoencoder whose latents are learned, as diffusers lays it out; for drawing by captions
   * @param clip whose tokenizer is used and with whose text tower the text encoder begins, as
   *     transformers lays it out; for drawing by captions
   * @param judge who tells whether pictures show what captions say; for drawing by captions
   * @param scale of the guidance with which the pictures that are judged are drawn
   * @param perception weight of the loss by which a U-Net's features, or CLIP's vectors, must tell
   *     what is in the scene; 0 or absent for none
   */
  @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
  public record Scenes(
      int heldBack,
      List<CaptionLength> lengths,
      int contradictions,
      String autoencoder,
      String clip,
      String judge,
      double scale,
      double perception) {

    /** Refuses data that no weights can be chosen by. */
    public Scenes {
      lengths = lengths == null ? List.of(CaptionLength.values()) : List.copyOf(lengths);
      require(!lengths.isEmpty(), "scenes.lengths names none of short, medium and long");
      require(heldBack > 0, "scenes.held_back must be at least 1, got " + heldBack);
      require(contradictions >= 0, "scenes.contradictions: 0 or more, got " + contradictions);
    }

    private void requireRuns() {
      require(
          autoencoder != null && clip != null && judge != null,
          "scenes needs autoencoder, clip and judge: folders of what was trained before");
      require(scale > 0, "scenes.scale must be above 0, got " + scale);
      require(perception >= 0, "scenes.perception must be 0 or more, got " + perception);
      require(heldBack >= 3, "scenes.held_back must be at least 3, a caption of each length");
    }
  }

  /**
   * What moves the weights, and its learning rate: a linear rise, a plateau, a linear fall to zero
   * at the last step.
   *
   * @param method adamw (the default) or muon
   * @param rate on the plateau
   * @param warmup steps of rise
   * @param decay steps of fall
   * @param weightDecay per unit of learning rate
   * @param clip largest norm of a gradient
   * @param average decay of the moving average of the weights
   */
  @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
  public record Optimizer(
      String method,
      double rate,
      int warmup,
      int decay,
      double weightDecay,
      double clip,
      double average) {

    /** Refuses methods that are not known. */
    public Optimizer {
      method = method == null ? "adamw" : method;
      require(
          List.of("adamw", "muon").contains(method),
          "optimizer.method '%s' is not known; choose adamw or muon".formatted(method));
    }

    /** Takes over the values of the network's parameters, which must not be assigned again. */
    AdamW of(Network network) {
      return method.equals("muon") ? new Muon(network) : new AdamW(network);
    }

    /** The learning rate of an update, counted from 1. */
    double rateAt(long step, long steps) {
      double rise = Math.min(1, (double) step / warmup);
      double fall = Math.min(1, (double) (steps - step + 1) / decay);
      return rate * Math.min(rise, fall);
    }
  }

  /**
   * Reads a recipe.
   *
   * @throws IOException if the file cannot be read
   * @throws IllegalArgumentException naming what is wrong in it
   */
  public static Recipe read(Path file) throws IOException {
    return RecipeFile.read(file, Recipe.class);
  }

  private static void require(boolean condition, String message) {
    if (!condition) {
      throw new IllegalArgumentException(message);
    }
  }
}
