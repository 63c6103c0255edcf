package io.tweedie.cli.evaluate;

import io.tweedie.cli.restore.Comparison;
import io.tweedie.cli.terminal.CommonOptions;
import io.tweedie.cli.terminal.OutputNames;
import io.tweedie.eval.metric.Lpips;
import io.tweedie.eval.metric.Metric;
import io.tweedie.images.ImageFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code tweedie metrics}: measures pictures against what they should be. */
@Command(
    name = "metrics",
    description = {
      "Measures how near pictures are to what they should be: PSNR in dB, SSIM up to 1, LPIPS from"
          + " 0 for equal pictures.",
      "",
      "Takes two files, or two folders whose pictures are paired by name (photo.png with photo.jpg"
          + " or photo.restored.png). Both pictures of a pair have the same size. LPIPS needs the"
          + " weights of a network, which do not ship; without them it says where to get them.",
      "",
      "With --features it compares two folders as sets: FID, KID, sFID, inception score, precision,"
          + " recall and diversity, each named with the features that it is measured in; or all"
          + " methods of an evaluation, by its folder.",
      "",
      "With --clip it says instead how well pictures go with texts, as 100 x the cosine of CLIP's"
          + " vectors and at least 0, or which class they show; with --seams how visible the borders"
          + " of tiles are in them."
    },
    footer = {
      "",
      "One result:",
      "  tweedie metrics original.png out/photo.restored.png",
      "All results of a run:",
      "  tweedie metrics originals/ out/ --json",
      "How far a model's samples are from photos, in the features that FID is published in:",
      "  tweedie metrics photos/ samples/ --features"
          + " pytorch-fid:pt_inception-2015-12-05-6726825d.pth",
      "The same against statistics of photos that were kept:",
      "  tweedie metrics photos/ --save-statistics photos.npz",
      "  tweedie metrics samples/ --reference photos.npz",
      "How well generated pictures go with their prompts:",
      "  tweedie metrics out/ --clip clip-vit-base-patch32 --prompts prompts.txt",
      "How visible tiles of 512 x 512 pixels are that overlap by half:",
      "  tweedie metrics out/ --seams 512,256"
    })
public final class MetricsCommand implements Callable<Integer> {

  private static final String RESTORED = ".restored";

  @Mixin private CommonOptions common;
  @Mixin private LpipsOptions perception;
  @Mixin private ClipOptions clip;
  @Mixin private DistributionOptions distribution;
  @Mixin private SeamOptions seams;

  @Parameters(index = "0", paramLabel = "REFERENCE", description = "File or folder.")
  private Path reference;

  @Parameters(
      index = "1",
      arity = "0..1",
      paramLabel = "RESULT",
      description = "File or folder; not with --clip, --seams, nor with --reference.")
  private Path result;

  private record Pair(String name, Path reference, Path result) {}

  @Override
  public Integer call() throws Exception {
    if (Stream.of(distribution.isAsked(), clip.isAsked(), seams.isAsked())
            .filter(asked -> asked)
            .count()
        > 1) {
      throw common.usage("ask for --clip, for --features or for --seams, one at a time");
    }
    if (seams.isAsked()) {
      if (result != null) {
        throw common.usage("with --seams name the pictures alone, and no RESULT");
      }
      seams.run(common, reference);
      return ExitCode.OK;
    }
    if (distribution.isAsked()) {
      distribution.run(common, reference, result);
      return ExitCode.OK;
    }
    if (clip.isAsked() == (result != null)) {
      throw common.usage(
          result == null
              ? "name the RESULT that is to be compared with REFERENCE"
              : "with --clip name the pictures alone, and no RESULT");
    }
    if (clip.isAsked()) {
      clip.run(common, reference);
      return ExitCode.OK;
    }
    if (Files.isDirectory(reference) != Files.isDirectory(result)) {
      throw common.usage("REFERENCE and RESULT are two files or two folders, not one of each");
    }
    List<Pair> pairs = pairs();
    common.startBackend();
    try (Lpips lpips = perception.load().orElse(null)) {
      report(pairs, Optional.ofNullable(lpips));
    }
    return ExitCode.OK;
  }

  private void report(List<Pair> pairs, Optional<Lpips> lpips) {
    List<Metric> metrics = new ArrayList<>(Comparison.PLAIN);
    lpips.ifPresent(metrics::add);
    List<Map<String, Object>> measured = new ArrayList<>();
    Map<String, List<Double>> values = new LinkedHashMap<>();
    List<String> lines = new ArrayList<>();
    for (Pair pair : pairs) {
      Comparison comparison = compare(pair, metrics);
      measured.add(Map.of("name", pair.name(), "metrics", comparison.metrics()));
      comparison
          .metrics()
          .forEach(
              (name, value) -> values.computeIfAbsent(name, n -> new ArrayList<>()).add(value));
      lines.add(pair.name() + ": " + comparison);
    }
    Map<String, Double> means = means(values, pairs.size());
    if (pairs.size() > 1) {
      lines.add("mean of %d: %s".formatted(pairs.size(), new Comparison(null, means)));
    }
    String note = LpipsOptions.note(lpips);
    lines.add("lpips: " + note);
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("pairs", measured);
    json.put("mean", means);
    json.put("lpips", note);
    common.result(json, lines);
  }

  /** Of the metrics that every pair has: a mean of the others would be one of fewer pairs. */
  private static Map<String, Double> means(Map<String, List<Double>> values, int pairs) {
    Map<String, Double> means = new LinkedHashMap<>();
    values.forEach(
        (name, of) -> {
          if (of.size() == pairs) {
            means.put(name, of.stream().mapToDouble(value -> value).sum() / pairs);
          }
        });
    return means;
  }

  private static Comparison compare(Pair pair, List<Metric> metrics) {
    try (PointerScope scope = new PointerScope()) {
      Tensor expected = ImageFile.read(pair.reference()).pixels();
      Tensor judged = ImageFile.read(pair.result()).pixels();
      if (expected.size(2) != judged.size(2) || expected.size(3) != judged.size(3)) {
        throw new IllegalArgumentException(
            "%s is %d x %d (width x height) but %s is %d x %d"
                .formatted(
                    pair.reference(),
                    expected.size(3),
                    expected.size(2),
                    pair.result(),
                    judged.size(3),
                    judged.size(2)));
      }
      return Comparison.of(expected, judged, metrics);
    }
  }

  private List<Pair> pairs() {
    if (!Files.isDirectory(reference)) {
      return List.of(new Pair(result.getFileName().toString(), reference, result));
    }
    Map<String, Path> references = pictures(reference);
    Map<String, Path> results = pictures(result);
    List<Pair> pairs = new ArrayList<>();
    references.forEach(
        (name, file) -> {
          Path of = results.getOrDefault(name + RESTORED, results.get(name));
          if (of != null) {
            pairs.add(new Pair(name, file, of));
          }
        });
    if (pairs.isEmpty()) {
      throw new IllegalArgumentException(
          "no picture in %s has the name of one in %s; to compare them as sets, add --features"
              .formatted(result, reference));
    }
    if (pairs.size() < references.size()) {
      common.note(
          "%d of %d pictures in %s have no result"
              .formatted(references.size() - pairs.size(), references.size(), reference));
    }
    return pairs;
  }

  private static Map<String, Path> pictures(Path folder) {
    Map<String, Path> pictures = new TreeMap<>();
    ImageFile.listIn(folder).forEach(file -> pictures.put(OutputNames.of(file), file));
    return pictures;
  }
}
