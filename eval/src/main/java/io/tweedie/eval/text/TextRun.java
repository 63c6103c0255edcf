package io.tweedie.eval.text;

import io.tweedie.core.file.Folders;
import io.tweedie.core.tensor.Backend;
import io.tweedie.core.tensor.Shape;
import io.tweedie.eval.grid.PartsListener;
import io.tweedie.eval.grid.RunInfo;
import io.tweedie.images.ImageFile;
import io.tweedie.images.LoadedImage;
import io.tweedie.images.scene.Attribute;
import io.tweedie.images.scene.SceneGrammar;
import io.tweedie.images.scene.SceneRenderer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;

/**
 * Carries out a {@link TextExperiment}. Under the output folder it writes {@code report.html},
 * {@code results.csv}, {@code results.json} and, as soon as it is drawn, each picture in {@code
 * pictures/}. An experiment that was interrupted goes on with what is missing.
 */
public final class TextRun {

  /** What the judge looks at. */
  public static final Shape SCENE =
      new Shape(3, SceneRenderer.USUAL_SIDE, SceneRenderer.USUAL_SIDE);

  private final TextExperiment experiment;
  private final RunInfo info;
  private final Path out;
  private final TextFiles files;

  /**
   * Prepares; does nothing yet.
   *
   * @param experiment what to do
   * @param info for the head of the report; its hash must tell all that draws
   * @param lookers fingerprint of CLIP and judge: what was found with others is found again
   * @param out folder for everything that is written; made if missing
   */
  public TextRun(TextExperiment experiment, RunInfo info, String lookers, Path out) {
    this.experiment = experiment;
    this.info = info;
    this.out = out;
    String painted =
        "scheduler %s, eta %s, seed %d, %s"
            .formatted(
                experiment.scheduler(), experiment.eta(), experiment.seed(), info.modelHash());
    files = new TextFiles(out.resolve("pictures"), painted, lookers + ", by aspect");
  }

  /**
   * Draws and measures what is missing, and writes the report.
   *
   * @param networks asked once, and only if there is something to do; freed at the end
   * @param listener hears of every step
   * @throws java.util.concurrent.CancellationException if the listener asked to stop; what is drawn
   *     stays
   * @throws IOException if results cannot be written
   */
  public TextResults run(Supplier<TextNetworks> networks, PartsListener listener)
      throws IOException {
    Backend.initialize();
    Set<Wanted> all = experiment.pictures();
    List<Wanted> missing = all.stream().filter(each -> files.find(each).isEmpty()).toList();
    long steps =
        missing.stream()
            .filter(each -> files.origin(each).isEmpty())
            .mapToLong(Wanted::steps)
            .sum();
    listener.planned(all.size(), all.size() - missing.size());
    if (!missing.isEmpty()) {
      listener.began("drawing", steps);
      try (TextNetworks loaded = networks.get()) {
        missing.forEach(wanted -> one(wanted, loaded, listener));
      }
    }
    Map<Wanted, Measured> found = new LinkedHashMap<>();
    all.forEach(wanted -> found.put(wanted, files.find(wanted).orElseThrow()));
    TextResults results = new TextResults(experiment, info, files.folder(), found);
    Folders.make(out);
    results.write(out);
    return results;
  }

  private void one(Wanted wanted, TextNetworks networks, PartsListener listener) {
    try (PointerScope scope = new PointerScope();
        NoGradGuard guard = new NoGradGuard()) {
      if (files.origin(wanted).isEmpty()) {
        long start = System.nanoTime();
        TextNetworks.Painted painted = networks.painter().paint(wanted, () -> listener.stepped(1));
        double seconds = (System.nanoTime() - start) / 1e9;
        try (Tensor picture = painted.picture()) {
          files.write(wanted, picture, painted.nfe(), seconds);
        }
      }
      files.save(wanted, measured(wanted, networks));
    }
  }

  /** What is found of a picture as it was written, in 8 bits. */
  private Measured measured(Wanted wanted, TextNetworks networks) {
    TextFiles.Origin origin = files.origin(wanted).orElseThrow();
    Path file = files.picture(wanted);
    try (LoadedImage image = ImageFile.read(file)) {
      Tensor picture = image.pixels().expand(1, 3, image.height(), image.width()).contiguous();
      Double cosine =
          wanted.prompt().isEmpty()
              ? null
              : networks
                  .scorer()
                  .map(scorer -> scorer.cosine(picture, wanted.prompt()))
                  .orElse(null);
      Set<Attribute> stated = SceneGrammar.parse(wanted.prompt()).stated();
      boolean judged =
          networks.judge().isPresent() && !stated.isEmpty() && Shape.of(picture).equals(SCENE);
      return new Measured(
          file.getFileName().toString(),
          cosine,
          judged ? networks.judge().orElseThrow().judge(picture, stated).byAspect() : null,
          Saturation.of(picture),
          origin.nfe(),
          origin.seconds());
    }
  }
}
