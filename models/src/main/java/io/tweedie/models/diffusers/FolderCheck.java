package io.tweedie.models.diffusers;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.tweedie.models.architecture.JsonFile;
import io.tweedie.models.checkpoint.DType;
import io.tweedie.models.checkpoint.TensorInfo;
import io.tweedie.models.checkpoint.WeightFiles;
import io.tweedie.models.clip.ClipFiles;
import io.tweedie.models.clip.tokenizer.ClipTokenizer;
import io.tweedie.models.nn.LoadReport;
import io.tweedie.models.nn.Network;
import io.tweedie.models.scheduler.Scheduler;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What is in a folder of diffusers, what is missing and what would not work; no weights are read
 * for it but their names and shapes.
 *
 * @param folder that was looked into
 * @param findings one for each part, and one for each pair of parts that do not go together
 */
public record FolderCheck(DiffusersFolder folder, List<Finding> findings) {

  /** How a part was found. */
  public enum State {
    /** It will work. */
    FITS,
    /** It is there; nothing here looks into it. */
    THERE,
    /** It is not needed here, so it does not matter whether it is there. */
    UNUSED,
    /** It will not work. */
    WRONG
  }

  /**
   * About one part.
   *
   * @param part its name
   * @param type the class that the description has for it
   * @param state how it was found
   * @param detail one line for people
   */
  public record Finding(String part, String type, State state, String detail) {}

  private static final String TEXT_ENCODER = "text_encoder";
  private static final String TOKENIZER = "tokenizer";
  private static final String SCHEDULER = "scheduler";
  private static final String CLIP = "CLIPTextModel";
  private static final String SCORING = "clip";

  private static final Set<String> UNUSED = Set.of("safety_checker", "feature_extractor");
  private static final Set<String> PIPELINES =
      Set.of(
          "StableDiffusionPipeline",
          "StableDiffusionImg2ImgPipeline",
          "DDPMPipeline",
          "DDIMPipeline",
          "PNDMPipeline");

  /** Copies the list. */
  public FolderCheck {
    findings = List.copyOf(findings);
  }

  /**
   * Looks into a folder.
   *
   * @throws IOException if its description cannot be read
   * @throws IllegalArgumentException if it has none, or that is wrong
   */
  public static FolderCheck of(Path path) throws IOException {
    DiffusersFolder folder = DiffusersFolder.open(path);
    List<Finding> findings = new ArrayList<>();
    if (!folder.isPipeline()) {
      findings.add(network(folder, new DiffusersFolder.Part("network", "", folder.type())));
      return new FolderCheck(folder, findings);
    }
    if (!PIPELINES.contains(folder.type())) {
      findings.add(
          new Finding(
              "pipeline",
              folder.type(),
              State.WRONG,
              "is not a pipeline that is known here; these are: "
                  + PIPELINES.stream().sorted().collect(Collectors.joining(", "))));
    }
    List<String> needed =
        folder.type().startsWith("StableDiffusion")
            ? List.of("unet", "vae", TEXT_ENCODER, TOKENIZER, SCHEDULER)
            : List.of("unet");
    needed.stream()
        .filter(name -> !folder.parts().containsKey(name))
        .map(name -> new Finding(name, "", State.WRONG, "is not named in " + DiffusersFolder.INDEX))
        .forEach(findings::add);
    folder.parts().values().forEach(part -> findings.add(finding(folder, part)));
    together(folder, findings);
    Path clip = path.resolve(SCORING);
    if (Files.isDirectory(clip)) {
      findings.add(scoring(clip));
    }
    return new FolderCheck(folder, findings);
  }

  /** Whether nothing of it would not work. */
  public boolean isSound() {
    return findings.stream().noneMatch(finding -> finding.state() == State.WRONG);
  }

  private static Finding finding(DiffusersFolder folder, DiffusersFolder.Part part) {
    Path place = folder.folder().resolve(part.name());
    if (UNUSED.contains(part.name())) {
      return new Finding(part.name(), part.type(), State.UNUSED, "is not used here");
    }
    if (part.library().equals("diffusers") && !part.name().equals(SCHEDULER)) {
      return network(folder, part);
    }
    if (!Files.isDirectory(place)) {
      return wrong(part, "is missing: there is no folder " + place);
    }
    try {
      return switch (part.name()) {
        case TEXT_ENCODER -> textEncoder(part, place);
        case TOKENIZER ->
            of(part, State.FITS, ClipTokenizer.load(place).vocabularySize() + " tokens");
        case SCHEDULER -> scheduler(folder, part, place);
        default -> of(part, State.THERE, "is there");
      };
    } catch (IOException | RuntimeException e) {
      return wrong(part, e.getMessage());
    }
  }

  /** A CLIP that scores the pictures, which diffusers does not know of. */
  private static Finding scoring(Path place) {
    DiffusersFolder.Part part = new DiffusersFolder.Part(SCORING, "transformers", "CLIPModel");
    try {
      LoadReport report = ClipFiles.compareModel(place);
      return report.isComplete()
          ? of(part, State.FITS, "scores pictures, in " + SCORING)
          : wrong(part, report.inOneLine());
    } catch (IOException | RuntimeException e) {
      return wrong(part, e.getMessage());
    }
  }

  private static Finding textEncoder(DiffusersFolder.Part part, Path place) throws IOException {
    if (!part.type().equals(CLIP)) {
      return wrong(part, "is a %s; supported: %s".formatted(part.type(), CLIP));
    }
    LoadReport report = ClipFiles.compareTextModel(place);
    return report.isComplete()
        ? of(part, State.FITS, place.getFileName() + "/" + WeightFiles.in(place).getFileName())
        : wrong(part, report.inOneLine());
  }

  /** How a prior of images is sampled is not read from the file. */
  private static Finding scheduler(DiffusersFolder folder, DiffusersFolder.Part part, Path place)
      throws IOException {
    return folder.parts().containsKey(TEXT_ENCODER)
        ? of(part, State.FITS, "is " + Scheduler.read(place.resolve(Scheduler.FILE)).name())
        : of(part, State.THERE, "is there");
  }

  private static Finding network(DiffusersFolder folder, DiffusersFolder.Part part) {
    try {
      NetworkFiles files = folder.network(part.name());
      return network(part.name(), files, folder.folder().relativize(files.weights()));
    } catch (IOException | RuntimeException e) {
      return wrong(part, e.getMessage());
    }
  }

  /** Whether the weights of a network are there and fit its settings. */
  static Finding network(String part, NetworkFiles files, Path weights) {
    try {
      LoadReport report = files.compare();
      if (!report.isComplete()) {
        return new Finding(part, files.type(), State.WRONG, report.inOneLine());
      }
      try (Network network = files.network()) {
        String detail =
            "%,d parameters, %s, in %s"
                .formatted(
                    network.parameters().elements(),
                    files.read(checkpoint -> types(checkpoint.tensors().values())),
                    weights);
        return new Finding(part, files.type(), State.FITS, detail);
      }
    } catch (RuntimeException e) {
      return new Finding(part, files.type(), State.WRONG, firstLine(e.getMessage()));
    }
  }

  private static String types(Iterable<TensorInfo> tensors) {
    Set<DType> types = EnumSet.noneOf(DType.class);
    tensors.forEach(tensor -> types.add(tensor.dtype()));
    return types.stream().map(Object::toString).collect(Collectors.joining(" and "));
  }

  /** Parts that are right in themselves and of different models. */
  private static void together(DiffusersFolder folder, List<Finding> findings) {
    Set<String> wrong =
        findings.stream()
            .filter(finding -> finding.state() == State.WRONG)
            .map(Finding::part)
            .collect(Collectors.toSet());
    if (wrong.contains("unet")) {
      return;
    }
    JsonNode unet = settings(folder, "unet");
    JsonNode vae = settings(folder, "vae");
    JsonNode text = settings(folder, TEXT_ENCODER);
    if (vae.isObject() && !wrong.contains("vae")) {
      compare(
          findings,
          "unet and vae",
          "latents of %d channels go into the U-Net, and the autoencoder has %d",
          unet.path("in_channels").asInt(4),
          vae.path("latent_channels").asInt(4));
    }
    if (text.isObject() && !wrong.contains(TEXT_ENCODER)) {
      compare(
          findings,
          "unet and text_encoder",
          "the U-Net looks at tokens of %d channels, and the text encoder gives %d",
          unet.path("cross_attention_dim").asInt(1280),
          text.path("hidden_size").asInt(512));
      tokens(folder, text.path("vocab_size").asInt(49408), findings, wrong);
    }
  }

  private static void tokens(
      DiffusersFolder folder, int known, List<Finding> findings, Set<String> wrong) {
    if (!folder.parts().containsKey(TOKENIZER) || wrong.contains(TOKENIZER)) {
      return;
    }
    try {
      int tokens = ClipTokenizer.load(folder.folder().resolve(TOKENIZER)).vocabularySize();
      if (tokens > known) {
        findings.add(
            new Finding(
                "tokenizer and text_encoder",
                "",
                State.WRONG,
                "the tokenizer has %d tokens, and the text encoder %d; mixed from two models?"
                    .formatted(tokens, known)));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void compare(
      List<Finding> findings, String parts, String what, int one, int other) {
    if (one != other) {
      findings.add(
          new Finding(
              parts, "", State.WRONG, what.formatted(one, other) + "; mixed from two models?"));
    }
  }

  private static JsonNode settings(DiffusersFolder folder, String part) {
    JsonNode none = MissingNode.getInstance();
    Path file = folder.folder().resolve(part).resolve(DiffusersFolder.CONFIG);
    if (!folder.parts().containsKey(part)) {
      return none;
    }
    try {
      return JsonFile.read(file);
    } catch (IOException | IllegalArgumentException e) {
      // Said where the part itself is looked at.
      return none;
    }
  }

  private static Finding wrong(DiffusersFolder.Part part, String why) {
    return of(part, State.WRONG, firstLine(why));
  }

  private static String firstLine(String why) {
    return why.lines().findFirst().orElse("cannot be read");
  }

  private static Finding of(DiffusersFolder.Part part, State state, String detail) {
    return new Finding(part.name(), part.type(), state, detail);
  }
}
