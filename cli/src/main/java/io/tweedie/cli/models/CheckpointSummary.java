package io.tweedie.cli.models;

import io.tweedie.models.checkpoint.Checkpoint;
import io.tweedie.models.checkpoint.DType;
import io.tweedie.models.checkpoint.TensorInfo;
import io.tweedie.restore.settings.RecordSettings;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a checkpoint file holds.
 *
 * @param json for programs; more may be put to it
 * @param lines for people
 * @param isSound whether there are tensors and all of them can be read
 */
record CheckpointSummary(Map<String, Object> json, List<String> lines, boolean isSound) {

  private static final int LISTED = 20;

  static CheckpointSummary of(Checkpoint checkpoint) {
    Map<DType, Integer> dtypes = new LinkedHashMap<>();
    long elements = 0;
    for (TensorInfo tensor : checkpoint.tensors().values()) {
      dtypes.merge(tensor.dtype(), 1, Integer::sum);
      elements += tensor.shape().stream().reduce(1L, Math::multiplyExact);
    }
    int tensors = checkpoint.tensors().size();
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("file", checkpoint.file().toString());
    json.put("tensors", tensors);
    json.put("elements", elements);
    json.put("dtypes", RecordSettings.names(dtypes));
    json.put("unread", checkpoint.unread());
    json.put("refused", checkpoint.refused());

    List<String> lines = new ArrayList<>();
    lines.add(
        tensors == 0
            ? checkpoint.file() + ": no tensors"
            : "%s: %d tensor%s, %d elements, %s"
                .formatted(
                    checkpoint.file(),
                    tensors,
                    tensors == 1 ? "" : "s",
                    elements,
                    json.get("dtypes")));
    lines.addAll(unread(checkpoint));
    if (!checkpoint.refused().isEmpty()) {
      lines.add("  named in it and never called: " + listed(checkpoint.refused()));
    }
    return new CheckpointSummary(json, lines, tensors > 0 && checkpoint.unread().isEmpty());
  }

  private static List<String> unread(Checkpoint checkpoint) {
    List<String> lines = new ArrayList<>();
    checkpoint.unread().entrySet().stream()
        .limit(LISTED)
        .forEach(
            entry ->
                lines.add("  %s cannot be read: %s".formatted(entry.getKey(), entry.getValue())));
    int more = checkpoint.unread().size() - LISTED;
    if (more > 0) {
      lines.add("  and %d more cannot be read".formatted(more));
    }
    return lines;
  }

  /** The first names of many, on one line. */
  static String listed(Collection<String> names) {
    String first = String.join(", ", names.stream().limit(LISTED).toList());
    int more = names.size() - LISTED;
    return more > 0 ? first + ", and %d more".formatted(more) : first;
  }
}
