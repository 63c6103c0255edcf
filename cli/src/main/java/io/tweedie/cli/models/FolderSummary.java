package io.tweedie.cli.models;

import io.tweedie.models.diffusers.DiffusersFolder;
import io.tweedie.models.diffusers.FolderCheck;
import io.tweedie.models.diffusers.FolderCheck.Finding;
import io.tweedie.models.prior.ModelSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What a folder of diffusers holds.
 *
 * @param json for programs
 * @param lines for people
 * @param isSound whether all of it would work
 */
record FolderSummary(Map<String, Object> json, List<String> lines, boolean isSound) {

  /** Whether a path is such a folder, and not one of this project's own. */
  static boolean isFor(Path path) {
    return Files.isDirectory(path)
        && !Files.exists(path.resolve(ModelSpec.FILE))
        && DiffusersFolder.isOne(path);
  }

  static FolderSummary of(Path path) throws IOException {
    FolderCheck check = FolderCheck.of(path);
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("folder", path.toString());
    json.put("type", check.folder().type());
    List<Map<String, Object>> parts = new ArrayList<>();
    List<String> lines = new ArrayList<>();
    lines.add("%s: a %s".formatted(path, check.folder().type()));
    for (Finding finding : check.findings()) {
      String state = finding.state().name().toLowerCase(Locale.ROOT);
      Map<String, Object> part = new LinkedHashMap<>();
      part.put("part", finding.part());
      part.put("type", finding.type());
      part.put("state", state);
      part.put("detail", finding.detail());
      parts.add(part);
      String type = finding.type().isEmpty() ? "" : " (" + finding.type() + ")";
      lines.add("  %-6s %s%s: %s".formatted(state, finding.part(), type, finding.detail()));
    }
    json.put("parts", parts);
    json.put("fits", check.isSound());
    lines.add(check.isSound() ? "it fits together" : "not all of it would work");
    return new FolderSummary(json, lines, check.isSound());
  }
}
