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
    json.put("parts", parts(check.findings()));
    json.put("fits", check.isSound());
    List<String> lines = new ArrayList<>();
    lines.add("%s: a %s".formatted(path, check.folder().type()));
    lines.addAll(lines(check.findings()));
    lines.add(check.isSound() ? "it fits together" : "not all of it would work");
    return new FolderSummary(json, lines, check.isSound());
  }

  /** For programs, one for each finding. */
  static List<Map<String, Object>> parts(List<Finding> findings) {
    List<Map<String, Object>> parts = new ArrayList<>();
    for (Finding finding : findings) {
      Map<String, Object> part = new LinkedHashMap<>();
      part.put("part", finding.part());
      part.put("type", finding.type());
      part.put("state", state(finding));
      part.put("detail", finding.detail());
      parts.add(part);
    }
    return parts;
  }

  /** For people, one for each finding. */
  static List<String> lines(List<Finding> findings) {
    List<String> lines = new ArrayList<>();
    for (Finding finding : findings) {
      String type = finding.type().isEmpty() ? "" : " (" + finding.type() + ")";
      lines.add(
          "  %-6s %s%s: %s".formatted(state(finding), finding.part(), type, finding.detail()));
    }
    return lines;
  }

  private static String state(Finding finding) {
    return finding.state().name().toLowerCase(Locale.ROOT);
  }
}
