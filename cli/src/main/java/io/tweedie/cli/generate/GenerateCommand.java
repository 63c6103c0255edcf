package io.tweedie.cli.generate;

import io.tweedie.cli.Tweedie;
import io.tweedie.cli.terminal.CommonOptions;
import io.tweedie.core.denoiser.Condition;
import io.tweedie.core.tensor.Compute;
import io.tweedie.core.tensor.Shape;
import io.tweedie.models.clip.tokenizer.TokenizedText;
import io.tweedie.models.pipeline.Generation;
import io.tweedie.models.pipeline.GivenPicture;
import io.tweedie.models.pipeline.TextToImage;
import io.tweedie.models.scheduler.Scheduler;
import io.tweedie.models.scheduler.SchedulerProvider;
import io.tweedie.restore.record.RunRecord;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.bytedeco.javacpp.PointerScope;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

/** {@code tweedie generate}: draws pictures of texts. */
@Command(
    name = "generate",
    description = {
      "Draws pictures of texts with a latent diffusion model.",
      "",
      "Writes generated-000.png and so on, prompt by prompt, each with its settings in it, and"
          + " run.json. A picture depends on the settings, its prompt and its number among those of"
          + " the prompt, not on what else is drawn: pictures of the same number begin with the same"
          + " noise. Given again, the same command draws only what is not there, and goes on where"
          + " Ctrl-C stopped it."
    },
    footer = {
      "",
      "A picture, and four of each of two prompts with a seed of their own:",
      "  tweedie generate \"a red boat on a lake\" --model stable-diffusion-v1-5",
      "  tweedie generate \"a boat\" \"a house\" -n 4 --seed 7 --model stable-diffusion-v1-5",
      "Faster, wider, and without what is not wanted:",
      "  tweedie generate \"a boat\" --model DIR --scheduler dpm++ --steps 20 --size 768x512"
          + " --negative \"people\"",
      "Change a picture, or only what a mask paints black:",
      "  tweedie generate \"a boat at night\" --model DIR --image boat.png --strength 0.6",
      "  tweedie generate \"a swan\" --model DIR --image boat.png --mask mask.png"
    })
public final class GenerateCommand implements Callable<Integer> {

  private static final Pattern SIZE = Pattern.compile("(\\d{1,5})x(\\d{1,5})");
  private static final int MOST_STEPS = 1000;

  @ParentCommand private Tweedie tweedie;
  @Mixin private CommonOptions common;
  @Mixin private PromptOptions prompts;
  @Mixin private PipelineOptions models;
  @Mixin private GivenOptions given;

  @Option(
      names = "--scale",
      paramLabel = "W",
      defaultValue = "7.5",
      description =
          "How strongly the prompt counts (default: ${DEFAULT-VALUE}): 0 not at all, 1 as the model"
              + " learned it, more exaggerates. From 1 on what diffusers calls guidance_scale.")
  private double scale;

  @Option(
      names = "--steps",
      paramLabel = "N",
      defaultValue = "50",
      description = "Steps from noise to picture (default: ${DEFAULT-VALUE}).")
  private int steps;

  @Option(
      names = "--scheduler",
      paramLabel = "S",
      description =
          "How to step: ddim, ddpm, pndm, euler, euler-a, heun, lms, dpm++, dpm++sde or unipc"
              + " (default: as the model's folder says).")
  private String scheduler;

  @Option(
      names = "--eta",
      paramLabel = "E",
      description = "Fresh noise in each step of ddim, from 0, none, to 1 (default: 0).")
  private Double eta;

  @Option(
      names = "-n",
      paramLabel = "K",
      defaultValue = "1",
      description = "How many pictures of each prompt (default: ${DEFAULT-VALUE}).")
  private int count;

  @Option(
      names = "--size",
      paramLabel = "WxH",
      description = "Width x height in pixels (default: what the model was trained for).")
  private String size;

  @Option(
      names = "--latents",
      paramLabel = "FILE",
      description =
          "Begin with the tensor 'latents' of this safetensors file, N x C x h x w, standard normal,"
              + " in place of noise from the seed; of one picture, or of each.")
  private Path latents;

  @Option(
      names = "--save-latents",
      description =
          "Also write generated-000.latents.safetensors and so on: 'latents', those that the run"
              + " began with, and 'result', those that were decoded.")
  private boolean savesLatents;

  @Option(
      names = "--preview",
      description = "Show each picture on its way in generated-000.preview.png and so on.")
  private boolean previews;

  @Override
  public Integer call() throws Exception {
    List<String> texts = common.understood(this::said);
    Path folder = common.understood(models::folder);
    Compute compute = common.understood(models::compute);
    common.startBackend();

    try (TextToImage pipeline = TextToImage.open(folder, compute);
        PointerScope scope = new PointerScope()) {
      Optional<LatentsFile> initial = common.understood(this::initial);
      Optional<GivenPicture> picture = given.read();
      Shape shape = common.understood(() -> shape(pipeline, picture, initial));
      Shape latent = common.understood(() -> pipeline.latentShape(shape));
      if (initial.isPresent()) {
        common.understood(() -> served(initial.get(), latent, texts.size() * count));
      }
      Scheduler steps = common.understood(() -> scheduler(pipeline));
      Map<String, Generation> how =
          common.understood(() -> generations(pipeline, steps, texts, picture));
      List<GeneratedPicture> pictures =
          pictures(texts, initial, settings(pipeline, steps, shape, compute));
      Files.createDirectories(common.out());
      GenerateRun run =
          new GenerateRun(common, tweedie.interruption(), latent, initial, savesLatents, previews);
      return run.all(pictures, how::get, record(pipeline, how.get(texts.get(0)), compute));
    }
  }

  /** What can be told to make no sense before anything is loaded. */
  private List<String> said() throws IOException {
    Generation.requireScale(scale);
    given.check();
    if (steps < 1 || steps > MOST_STEPS) {
      throw new IllegalArgumentException(
          "--steps must be from 1 to %d, got %d".formatted(MOST_STEPS, steps));
    }
    if (scheduler != null) {
      SchedulerProvider.ALL.named(scheduler);
    }
    if (size != null && !SIZE.matcher(size).matches()) {
      throw new IllegalArgumentException(
          "--size is width x height in pixels, as 512x768, not '%s'".formatted(size));
    }
    List<String> texts = prompts.prompts();
    CommonOptions.images("-n", count);
    CommonOptions.images("the number of all pictures", (long) texts.size() * count);
    return texts;
  }

  private Optional<LatentsFile> initial() throws IOException {
    return latents == null ? Optional.empty() : Optional.of(LatentsFile.read(latents));
  }

  private static LatentsFile served(LatentsFile file, Shape latent, int pictures) {
    file.requireServes(latent, pictures);
    return file;
  }

  /** The size is said, or that of the given picture, of the given latents, or the usual one. */
  private Shape shape(
      TextToImage pipeline, Optional<GivenPicture> picture, Optional<LatentsFile> initial) {
    Optional<Shape> own = picture.map(GivenPicture::pixels).map(Shape::of);
    if (size != null) {
      Matcher matcher = SIZE.matcher(size);
      matcher.matches();
      Shape asked =
          new Shape(
              pipeline.usualShape().channels(),
              Long.parseLong(matcher.group(2)),
              Long.parseLong(matcher.group(1)));
      if (own.isPresent() && !own.get().equals(asked)) {
        throw new IllegalArgumentException(
            "--image is %d x %d (width x height), and the result will be; scale it first, or drop --size"
                .formatted(own.get().width(), own.get().height()));
      }
      return asked;
    }
    return own.or(() -> initial.map(file -> pipeline.pictureShape(Shape.of(file.all()))))
        .orElseGet(pipeline::usualShape);
  }

  private Scheduler scheduler(TextToImage pipeline) throws IOException {
    Scheduler chosen = scheduler == null ? pipeline.scheduler() : pipeline.scheduler(scheduler);
    Scheduler counted = chosen.withSteps(steps);
    // Levels that cannot be visited are refused here and not in the midst of a run.
    counted.schedule().respace(counted.plan().steps());
    return eta == null ? counted : counted.withEta(eta);
  }

  private Map<String, Generation> generations(
      TextToImage pipeline, Scheduler steps, List<String> texts, Optional<GivenPicture> picture) {
    Condition.Text negative = encoded(pipeline, "the negative prompt", prompts.negative());
    Map<String, Generation> how = new LinkedHashMap<>();
    for (String text : texts) {
      how.computeIfAbsent(
          text,
          prompt ->
              new Generation(
                  pipeline,
                  steps,
                  encoded(pipeline, "a prompt", prompt),
                  negative,
                  scale,
                  picture));
    }
    return how;
  }

  private Condition.Text encoded(TextToImage pipeline, String what, String text) {
    TokenizedText tokens = pipeline.tokenize(text);
    if (tokens.isCut()) {
      common.note(
          "%s is longer than the %d tokens that the model reads; cut off: %s"
              .formatted(what, tokens.ids().size(), tokens.cut()));
    }
    return pipeline.encode(tokens);
  }

  /** What all pictures have in common, as each of them tells it. */
  private Map<String, Object> settings(
      TextToImage pipeline, Scheduler steps, Shape shape, Compute compute) throws IOException {
    Map<String, Object> settings = new LinkedHashMap<>();
    settings.put("negative", prompts.negative());
    settings.put("scale", scale);
    settings.put("scheduler", steps.name());
    settings.put("steps", this.steps);
    if (eta != null) {
      settings.put("eta", eta);
    }
    settings.put("seed", common.seed());
    settings.put("width", shape.width());
    settings.put("height", shape.height());
    settings.putAll(given.describe());
    settings.put("model", models.name());
    settings.put("sha256", pipeline.hashes());
    settings.put("compute", compute.toString());
    return settings;
  }

  private List<GeneratedPicture> pictures(
      List<String> texts, Optional<LatentsFile> initial, Map<String, Object> common) {
    List<GeneratedPicture> pictures = new ArrayList<>();
    for (String text : texts) {
      for (int number = 0; number < count; number++) {
        int index = pictures.size();
        Map<String, Object> settings = new LinkedHashMap<>();
        settings.put("prompt", text);
        settings.put("number", number);
        settings.putAll(common);
        initial.ifPresent(
            file -> {
              settings.put("latents_sha256", file.hash());
              settings.put("latents_index", file.index(index));
            });
        pictures.add(new GeneratedPicture(this.common.out(), index, text, number, settings));
      }
    }
    return pictures;
  }

  private RunRecord record(TextToImage pipeline, Generation usual, Compute compute)
      throws IOException {
    RunRecord record = common.record();
    record.model(models.name(), pipeline.hashes(), compute);
    record.put("scheduler", usual.scheduler().name());
    record.plan(usual.loop());
    record.put("scale", scale);
    record.put("negative", prompts.negative());
    record.put("steps", usual.steps());
    given.record(record);
    for (Path file : prompts.file().stream().toList()) {
      record.input(file);
    }
    if (latents != null) {
      record.input(latents);
    }
    return record;
  }
}
