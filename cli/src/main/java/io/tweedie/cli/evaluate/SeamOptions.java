package io.tweedie.cli.evaluate;

import io.tweedie.cli.terminal.CommonOptions;
import io.tweedie.eval.metric.Seams;
import io.tweedie.images.ImageFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.bytedeco.javacpp.PointerScope;
import picocli.CommandLine.Option;

/** How visible borders of tiles are. */
final class SeamOptions {

  private static final Pattern FORM = Pattern.compile("(\\d{1,5})(?:,(\\d{1,5}))?");

  @Option(
      names = "--seams",
      paramLabel = "T[,S]",
      description =
          "How visible borders of tiles are in the pictures of REFERENCE, a file or a folder, and"
              + " compare with nothing else: of tiles of T x T pixels, S from one to the next"
              + " (default: half of T). 1 is not at all.")
  private String tiles;

  boolean isAsked() {
    return tiles != null;
  }

  /**
   * Measures pictures.
   *
   * @param pictures a file or a folder
   */
  void run(CommonOptions common, Path pictures) throws Exception {
    Seams seams = common.understood(this::seams);
    List<Path> files = Files.isDirectory(pictures) ? ImageFile.listIn(pictures) : List.of(pictures);
    if (files.isEmpty()) {
      throw new IllegalArgumentException("there is no picture in " + pictures);
    }
    common.startBackend();
    Map<String, Double> ratios = new LinkedHashMap<>();
    for (Path file : files) {
      try (PointerScope scope = new PointerScope()) {
        ratios.put(file.getFileName().toString(), seams.ratios(ImageFile.read(file).pixels())[0]);
      }
    }
    double mean = ratios.values().stream().mapToDouble(ratio -> ratio).average().orElseThrow();
    List<String> lines = new ArrayList<>();
    ratios.forEach((name, ratio) -> lines.add(line(name, ratio)));
    if (ratios.size() > 1) {
      lines.add(line("mean of " + ratios.size(), mean));
    }
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("seams", ratios);
    json.put("mean", mean);
    common.result(json, lines);
  }

  private static String line(String name, double ratio) {
    return String.format(Locale.ROOT, "%s: seams %.3f", name, ratio);
  }

  private Seams seams() {
    Matcher parts = FORM.matcher(tiles);
    if (!parts.matches()) {
      throw new IllegalArgumentException(
          "--seams takes the side of a tile in pixels, and perhaps the stride, as 64,32; not '%s'"
              .formatted(tiles));
    }
    int tile = Integer.parseInt(parts.group(1));
    return new Seams(
        tile, parts.group(2) == null ? Math.max(1, tile / 2) : Integer.parseInt(parts.group(2)));
  }
}
