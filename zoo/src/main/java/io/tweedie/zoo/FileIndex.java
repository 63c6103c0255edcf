package io.tweedie.zoo;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The list of a folder's files as {@code sha256sum} writes it, a hash and a path in each line. */
final class FileIndex {

  static final String NAME = "SHA256SUMS";

  /** Below the folder, and nowhere else. */
  private static final Pattern LINE =
      Pattern.compile("([0-9a-f]{64}) [ *](?:\\./)?((?:[A-Za-z0-9_-][A-Za-z0-9._-]*/)*[\\w.-]+)");

  private FileIndex() {}

  /**
   * Reads an index.
   *
   * @param model whose it is
   * @return hashes by path, in order
   * @throws IOException if a line is none of an index
   */
  static Map<String, String> parse(String model, String index) throws IOException {
    Map<String, String> hashes = new LinkedHashMap<>();
    for (String line : index.lines().filter(each -> !each.isBlank()).toList()) {
      Matcher matcher = LINE.matcher(line);
      if (!matcher.matches() || matcher.group(2).equals("..")) {
        throw new IOException(
            "%s of model %s: expected a hash and the path of a file below it, got '%s'"
                .formatted(NAME, model, line));
      }
      hashes.put(matcher.group(2), matcher.group(1));
    }
    return hashes;
  }

  /** SHA-256 of an index, by which versions of a folder are told apart. */
  static String hash(String index) {
    return HexFormat.of().formatHex(Zoo.sha256().digest(index.getBytes(StandardCharsets.UTF_8)));
  }
}
