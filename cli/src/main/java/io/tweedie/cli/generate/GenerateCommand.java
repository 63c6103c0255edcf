package io.tweedie.cli.generate;

import io.tweedie.cli.Tweedie;
import io.tweedie.cli.terminal.CommonOptions;
import io.tweedie.core.file.Folders;
import io.tweedie.models.pipeline.GivenPicture;
import io.tweedie.restore.Beginning;
import io.tweedie.restore.TextPipeline;
import io.tweedie.restore.TextToImageGenerator;
import io.tweedie.restore.record.RunRecord;
import io.tweedie.restore.spec.TextToImageSpec;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
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
      "A picture of the words that the model knows which ships, and four of each of two prompts:",
      "  tweedie generate \"a large red seven on a blue background\"",
      "  tweedie generate \"a small star\" \"a ring above a heart\" -n 4 --seed 7",
      "With a folder of diffusers:",
      "  tweedie generate \"a red boat on a lake\" --model stable-diffusion-v1-5",
      "Faster, wider, and without what is not wanted:",
      "  tweedie generate \"a boat\" --model DIR --scheduler dpm++ --steps 20 --size 768x512"
          + " --negative \"people\"",
      "Wider than the model was trained for, seen in tiles that overlap:",
      "  tweedie generate \"a coast\" --model DIR --size 1024x512 --tiles gaussian",
      "Change a picture, or only what a mask paints black:",
      "  tweedie generate \"a boat at night\" --model DIR --image boat.png --strength 0.6",
      "  tweedie generate \"a swan\" --model DIR --image boat.png --mask mask.png"
    })
public final class GenerateCommand implements Callable<Integer> {

  @ParentCommand private Tweedie tweedie;
  @Mixin private CommonOptions common;
  @Mixin private PromptOptions prompts;
  @Mixin private PipelineOptions models;
  @Mixin private GivenOptions given;

  @Option(
      names = "--scale",
      paramLabel = "W",
      description =
          "How strongly the prompt counts: 0 not at all, 1 as the model learned it, more"
              + " exaggerates. From 1 on what diffusers calls guidance_scale (default: what the"
              + " model's pipeline.json says, 7.5 without one).")
  private Double scale;

  @Option(
      names = "--steps",
      paramLabel = "N",
      description =
          "Steps from noise to picture (default: what the model's pipeline.json says, 50 without"
              + " one).")
  private Integer steps;

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
      names = {"-n", "--count"},
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
      names = "--tiles",
      paramLabel = "W[:T[,S]]",
      description =
          "Let the model see latents larger than those of its training in tiles that overlap:"
              + " uniform (MultiDiffusion) or gaussian (Mixture of Diffusers), of T latents a side"
              + " and S from one to the next, as gaussian:64,32 (default: as a whole; T that of the"
              + " training, S half of it).")
  private String tiles;

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
    List<String> texts = common.understood(this::texts);
    TextToImageSpec spec = common.understood(this::spec);
    try (TextPipeline pipeline = common.understood(models::open)) {
      common.startBackend();
      try (PointerScope scope = new PointerScope()) {
        Optional<LatentsFile> initial = common.understood(this::initial);
        Optional<GivenPicture> picture = given.read();
        List<TextToImageGenerator> generators =
            common.understood(() -> generators(pipeline, spec, texts, picture, initial));
        generators.stream()
            .flatMap(generator -> generator.remarks().stream())
            .distinct()
            .forEach(common::note);
        Folders.make(common.out());
        RunRecord record = record(generators.get(0));
        List<GeneratedPicture> pictures = pictures(texts, generators, initial);
        GenerateRun run = new GenerateRun(common, tweedie.interruption(), savesLatents, previews);
        return run.all(pictures, generators, record);
      }
    }
  }

  /** What is drawn; what can be told to make no sense before anything is loaded. */
  private List<String> texts() throws IOException {
    given.check();
    List<String> texts = prompts.prompts();
    CommonOptions.images("-n", count);
    CommonOptions.images("the number of all pictures", (long) texts.size() * count);
    return texts;
  }

  private TextToImageSpec spec() {
    return new TextToImageSpec(
        null, prompts.negative(), scale, steps, scheduler, eta, count, size, tiles, common.seed());
  }

  private Optional<LatentsFile> initial() throws IOException {
    return latents == null ? Optional.empty() : Optional.of(LatentsFile.read(latents));
  }

  /** One for each prompt. */
  private List<TextToImageGenerator> generators(
      TextPipeline pipeline,
      TextToImageSpec spec,
      List<String> texts,
      Optional<GivenPicture> picture,
      Optional<LatentsFile> initial) {
    List<TextToImageGenerator> generators = new ArrayList<>();
    for (int i = 0; i < texts.size(); i++) {
      int first = i * count;
      Beginning beginning =
          new Beginning(picture, initial.map(file -> file.of(first, count, texts.size() * count)));
      generators.add(
          TextToImageGenerator.of(pipeline, spec.with("prompt", texts.get(i)), beginning));
    }
    return generators;
  }

  private List<GeneratedPicture> pictures(
      List<String> texts, List<TextToImageGenerator> generators, Optional<LatentsFile> initial)
      throws IOException {
    Map<String, Object> beginning = given.describe();
    List<GeneratedPicture> pictures = new ArrayList<>();
    for (int i = 0; i < texts.size(); i++) {
      for (int number = 0; number < count; number++) {
        int index = pictures.size();
        Map<String, Object> settings = new LinkedHashMap<>(generators.get(i).settings(number));
        settings.putAll(beginning);
        initial.ifPresent(
            file -> {
              settings.put("latents_sha256", file.hash());
              settings.put("latents_index", file.index(index));
            });
        pictures.add(new GeneratedPicture(common.out(), index, texts.get(i), number, settings));
      }
    }
    return pictures;
  }

  private RunRecord record(TextToImageGenerator usual) throws IOException {
    RunRecord record = common.record();
    usual.describe(record);
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
