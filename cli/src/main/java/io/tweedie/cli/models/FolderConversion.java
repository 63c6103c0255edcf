package io.tweedie.cli.models;

import io.tweedie.core.file.WholeFile;
import io.tweedie.models.checkpoint.Checkpoint;
import io.tweedie.models.checkpoint.SafetensorsWriter;
import io.tweedie.models.checkpoint.WeightFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;

/**
 * Rewrites a folder of diffusers: the weights of each part as one safetensors file, and what
 * describes them as it is.
 *
 * @param in folder that is read
 * @param out folder that is written
 * @param conversion of each tensor
 */
record FolderConversion(Path in, Path out, UnaryOperator<Tensor> conversion) {

  private static final String OF_DIFFUSERS = "diffusion_pytorch_model";
  private static final String OF_TRANSFORMERS = "model";
  private static final Map<String, String> METADATA = Map.of("format", "pt");

  private static final Pattern DESCRIPTION = Pattern.compile("[^.].*\\.(json|txt|md)");
  private static final Pattern INDEX = Pattern.compile(".*\\.index(\\.\\w+)?\\.json");

  /** Rewrites the folder itself and those of its parts. */
  List<Path> run() throws IOException {
    if (Files.exists(out) && Files.isSameFile(in, out)) {
      throw new IllegalArgumentException(
          "%s would be read and written at once; name another folder".formatted(in));
    }
    List<Path> written = new ArrayList<>(folder(Path.of("")));
    try (Stream<Path> below = Files.list(in)) {
      for (Path part : below.filter(Files::isDirectory).sorted().toList()) {
        written.addAll(folder(in.relativize(part)));
      }
    }
    return written;
  }

  private List<Path> folder(Path place) throws IOException {
    Path from = in.resolve(place);
    List<Path> written = new ArrayList<>();
    try (Stream<Path> files = Files.list(from)) {
      for (Path file : files.filter(FolderConversion::describes).sorted().toList()) {
        Path copy = out.resolve(place).resolve(file.getFileName());
        WholeFile.write(copy, Files.readAllBytes(file));
        written.add(copy);
      }
    }
    Optional<Path> weights = WeightFiles.find(from);
    if (weights.isPresent()) {
      written.add(weights(weights.get(), out.resolve(place)));
    }
    return written;
  }

  private static boolean describes(Path file) {
    String name = file.getFileName().toString();
    return Files.isRegularFile(file)
        && DESCRIPTION.matcher(name).matches()
        && !INDEX.matcher(name).matches();
  }

  private Path weights(Path file, Path to) {
    boolean diffusers = file.getFileName().toString().startsWith(OF_DIFFUSERS);
    Path target = to.resolve((diffusers ? OF_DIFFUSERS : OF_TRANSFORMERS) + ".safetensors");
    try (Checkpoint checkpoint = Checkpoint.open(file);
        PointerScope scope = new PointerScope()) {
      if (!checkpoint.unread().isEmpty()) {
        throw new IllegalArgumentException(
            "%s: %s cannot be read"
                .formatted(file, CheckpointSummary.listed(checkpoint.unread().keySet())));
      }
      Map<String, Tensor> tensors = new LinkedHashMap<>();
      for (String name : checkpoint.tensors().keySet()) {
        tensors.put(name, conversion.apply(checkpoint.read(name)));
      }
      SafetensorsWriter.write(target, tensors, METADATA);
    }
    return target;
  }
}
