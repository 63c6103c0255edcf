package io.tweedie.cli.models;

import io.tweedie.cli.terminal.CommonOptions;
import io.tweedie.core.file.Folders;
import io.tweedie.models.checkpoint.Checkpoint;
import io.tweedie.models.checkpoint.SafetensorsWriter;
import io.tweedie.models.nn.Network;
import io.tweedie.models.prior.ModelSpec;
import io.tweedie.restore.Models;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code tweedie models convert}. */
@Command(
    name = "convert",
    description = {
      "Rewrites a checkpoint as safetensors, which every program can read safely.",
      "",
      "With --config, OUT is a folder that --model takes: the weights, checked, and a model.json.",
      "",
      "Of a folder of diffusers it rewrites the weights of every part, and copies the settings.",
      "",
      "A tensor that cannot be read ends it before anything is written, unless --prefix or"
          + " --skip-unread leaves it out."
    },
    footer = {
      "",
      "  tweedie models convert model.pt model.safetensors --to fp16",
      "  tweedie models convert ffhq_10m.pt ffhq --config ffhq-256",
      "  tweedie models convert stable-diffusion-v1-5 smaller --to fp16"
    })
final class ModelsConvertCommand implements Callable<Integer> {

  private static final String WEIGHTS = "weights.safetensors";

  @SuppressWarnings("unused")
  private enum Format {
    FP32(ScalarType.Float),
    FP16(ScalarType.Half),
    BF16(ScalarType.BFloat16);

    private final ScalarType type;

    Format(ScalarType type) {
      this.type = type;
    }
  }

  @Mixin private CommonOptions common;

  @Parameters(
      index = "0",
      paramLabel = "IN",
      description = "A .pt, .pth or .safetensors file, or a folder of diffusers.")
  private Path in;

  @Parameters(index = "1", paramLabel = "OUT", description = "A .safetensors file, or a folder.")
  private Path out;

  @Option(
      names = "--to",
      paramLabel = "FORMAT",
      description = "fp32, fp16 or bf16 for floating point tensors (default: as they are).")
  private Format to;

  @Option(
      names = "--prefix",
      paramLabel = "P",
      defaultValue = "",
      description = "Keep only tensors whose names begin with this and a dot, without it.")
  private String prefix;

  @Option(
      names = "--config",
      paramLabel = "NAME|FILE",
      description = "The model it is of: a name, a model.json, or flags as JSON.")
  private String config;

  @Option(
      names = "--skip-unread",
      description = "Leave out tensors that cannot be read, such as complex ones, and name them.")
  private boolean skipUnread;

  @Override
  public Integer call() throws Exception {
    if (FolderSummary.isFor(in)) {
      return convertFolder();
    }
    ModelSpec spec = config == null ? null : common.understood(() -> Models.description(config));
    common.startBackend();
    try (Checkpoint whole = Checkpoint.open(in);
        PointerScope scope = new PointerScope()) {
      Checkpoint part = prefix.isEmpty() ? whole : whole.under(prefix);
      requireReadable(part);
      Checkpoint checkpoint = spec == null ? part : fitting(part, spec);
      Map<String, Tensor> tensors = new LinkedHashMap<>();
      checkpoint.tensors().keySet().forEach(n -> tensors.put(n, converted(checkpoint.read(n))));
      Path target = spec == null ? out : Folders.make(out).resolve(WEIGHTS);
      SafetensorsWriter.write(target, tensors, Map.of());
      if (spec != null) {
        spec.withWeights(WEIGHTS).write(out.resolve(ModelSpec.FILE));
      }
      Map<String, Object> json = new LinkedHashMap<>();
      json.put("written", target.toString());
      json.put("tensors", tensors.size());
      json.put("bytes", Files.size(target));
      json.put("left_out", checkpoint.unread().keySet());
      common.result(
          json,
          List.of(
              "%d tensors, %d bytes -> %s".formatted(tensors.size(), Files.size(target), target)));
      return ExitCode.OK;
    }
  }

  private int convertFolder() throws Exception {
    if (config != null || !prefix.isEmpty() || skipUnread) {
      throw common.usage(
          "--config, --prefix and --skip-unread are for single checkpoints, and %s is a folder"
              .formatted(in));
    }
    common.startBackend();
    FolderConversion conversion = new FolderConversion(in, out, this::converted);
    List<Path> written = conversion.run();
    long bytes = 0;
    for (Path file : written) {
      bytes += Files.size(file);
    }
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("written", out.toString());
    json.put("files", written.size());
    json.put("bytes", bytes);
    common.result(json, List.of("%d files, %d bytes -> %s".formatted(written.size(), bytes, out)));
    return ExitCode.OK;
  }

  /** The checkpoint under the names of the network. */
  private static Checkpoint fitting(Checkpoint checkpoint, ModelSpec spec) {
    try (Network network = spec.network()) {
      Checkpoint named = network.named(checkpoint);
      network.parameters().compare(named).requireComplete();
      return named;
    }
  }

  private void requireReadable(Checkpoint checkpoint) {
    if (checkpoint.tensors().isEmpty() && checkpoint.unread().isEmpty()) {
      throw new IllegalArgumentException(
          in
              + ": there is no tensor to convert"
              + (checkpoint.refused().isEmpty()
                  ? ""
                  : "; named in it and never called: "
                      + CheckpointSummary.listed(checkpoint.refused())));
    }
    Map<String, String> unread = checkpoint.unread();
    if (unread.isEmpty()) {
      return;
    }
    if (skipUnread && !checkpoint.tensors().isEmpty()) {
      common.note("left out, as they cannot be read: " + CheckpointSummary.listed(unread.keySet()));
      return;
    }
    Map.Entry<String, String> first = unread.entrySet().iterator().next();
    throw new IllegalArgumentException(
        ("%s: %d of %d tensors cannot be read, the first %s: %s; choose others with --prefix, or"
                + " leave these out with --skip-unread")
            .formatted(
                in,
                unread.size(),
                unread.size() + checkpoint.tensors().size(),
                first.getKey(),
                first.getValue()));
  }

  private Tensor converted(Tensor tensor) {
    if (to == null || !tensor.is_floating_point()) {
      return tensor;
    }
    Tensor converted = tensor.to(to.type);
    tensor.close();
    return converted;
  }
}
