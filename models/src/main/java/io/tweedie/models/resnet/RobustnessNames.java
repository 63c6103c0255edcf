package io.tweedie.models.resnet;

import io.tweedie.core.tensor.Backend;
import io.tweedie.models.checkpoint.Checkpoint;
import io.tweedie.models.checkpoint.Checkpoint.Part;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * Checkpoints of the robustness package and of RobustBench under the names of the bare network.
 * Those of the former hold the network twice, under {@code model} and {@code attacker.model}, below
 * {@code model} or {@code state_dict} and {@code module}, beside the state of an optimizer and the
 * numbers that normalise images; those of the latter may have any of this or none.
 */
final class RobustnessNames {

  /** What every such network has first and last. */
  private static final String FIRST = "conv1.weight";

  private static final String LAST = "linear.weight";
  private static final String COUNT = "num_batches_tracked";
  private static final Set<String> MEANS = Set.of("new_mean", "mu", "mean");
  private static final Set<String> DEVIATIONS = Set.of("new_std", "sigma", "std");

  private RobustnessNames() {}

  /**
   * The network of a checkpoint; the checkpoint as it is if it holds none.
   *
   * @throws IllegalArgumentException if it normalises images otherwise than the configuration says
   */
  static Checkpoint view(Checkpoint checkpoint, CifarResNetConfig config) {
    List<String> prefixes = new ArrayList<>();
    for (String name : checkpoint.tensors().keySet()) {
      if (name.equals(FIRST) || name.endsWith("." + FIRST)) {
        String prefix = name.substring(0, name.length() - FIRST.length());
        if (checkpoint.tensors().containsKey(prefix + LAST) && !prefix.contains("attacker.")) {
          prefixes.add(prefix);
        }
      }
    }
    if (prefixes.size() != 1) {
      return checkpoint;
    }
    requireNormalizer(checkpoint, config);
    String prefix = prefixes.get(0);
    Map<String, Part> parts = new LinkedHashMap<>();
    checkpoint
        .tensors()
        .forEach(
            (name, info) -> {
              if (isWeight(name, prefix)) {
                parts.put(name.substring(prefix.length()), Part.all(name, info));
              }
            });
    Map<String, String> unread = new LinkedHashMap<>();
    checkpoint
        .unread()
        .forEach(
            (name, why) -> {
              if (isWeight(name, prefix)) {
                unread.put(name.substring(prefix.length()), why);
              }
            });
    return checkpoint.ofParts(parts, unread);
  }

  private static boolean isWeight(String name, String prefix) {
    String last = name.substring(name.lastIndexOf('.') + 1);
    return name.startsWith(prefix)
        && !last.equals(COUNT)
        && !MEANS.contains(last)
        && !DEVIATIONS.contains(last);
  }

  private static void requireNormalizer(Checkpoint checkpoint, CifarResNetConfig config) {
    for (String name : checkpoint.tensors().keySet()) {
      String last = name.substring(name.lastIndexOf('.') + 1);
      if (MEANS.contains(last)) {
        requireSame(checkpoint, name, "mean", config.mean());
      } else if (DEVIATIONS.contains(last)) {
        requireSame(checkpoint, name, "std", config.std());
      }
    }
  }

  private static void requireSame(
      Checkpoint checkpoint, String name, String setting, List<Double> expected) {
    Backend.initialize();
    try (Tensor stored = checkpoint.read(name);
        Tensor flat = stored.to(ScalarType.Double).flatten().contiguous()) {
      List<Double> found = new ArrayList<>();
      for (long i = 0; i < flat.numel(); i++) {
        found.add(flat.data_ptr_double().get(i));
      }
      boolean same = found.size() == expected.size();
      for (int i = 0; same && i < found.size(); i++) {
        // Files hold single precision.
        same = Math.abs(found.get(i) - expected.get(i)) < 1e-6;
      }
      if (!same) {
        throw new IllegalArgumentException(
            "%s normalises images by %s %s, and its configuration by %s; say \"%s\": %s there"
                .formatted(
                    checkpoint.file(), name, rounded(found), expected, setting, rounded(found)));
      }
    }
  }

  private static List<Double> rounded(List<Double> values) {
    return values.stream().map(v -> Math.rint(v * 1e6) / 1e6).toList();
  }
}
