package io.tweedie.eval.experiment;

import static io.tweedie.eval.experiment.ExperimentFile.require;

import io.tweedie.core.file.Folders;
import io.tweedie.core.random.RandomStream;
import io.tweedie.eval.report.Csv;
import io.tweedie.images.ImageFile;
import io.tweedie.images.scene.CaptionLength;
import io.tweedie.images.scene.CaptionedScene;
import io.tweedie.images.scene.SceneGrammar;
import io.tweedie.images.scene.SceneRenderer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.bytedeco.javacpp.PointerScope;

/**
 * Pictures of scenes as an experiment's images: {@code scenes: {count: 64, length: medium, seed:
 * 1}}. Their captions are true of them.
 *
 * @param count how many
 * @param length of captions: short, medium or long; medium if absent
 * @param seed of scenes and captions; 0 if absent
 */
public record SceneSet(int count, CaptionLength length, long seed) {

  /** The captions, beside the pictures. */
  static final String CAPTIONS = "captions.csv";

  private static final int MOST = 10_000;

  /** Fills in what is absent. */
  public SceneSet {
    require(count >= 1 && count <= MOST, "scenes need a count from 1 to " + MOST);
    length = length == null ? CaptionLength.MEDIUM : length;
  }

  /**
   * Draws them.
   *
   * @param folder of the pictures; made if missing
   * @param side height and width in pixels
   * @return their files, whatever else is in the folder
   * @throws IOException if a file cannot be written
   */
  List<Path> draw(Path folder, int side) throws IOException {
    Folders.make(folder);
    SceneGrammar grammar = new SceneGrammar(new RandomStream(seed, "scenes"));
    SceneRenderer renderer = new SceneRenderer(side);
    List<Path> files = new ArrayList<>();
    List<List<Object>> captions = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      CaptionedScene drawn = grammar.draw(length);
      String name = String.format(Locale.ROOT, "scene-%03d.png", i);
      try (PointerScope scope = new PointerScope()) {
        ImageFile.writePng(folder.resolve(name), renderer.render(List.of(drawn.scene())));
      }
      files.add(folder.resolve(name));
      captions.add(List.of(name, drawn.caption().text()));
    }
    Csv.write(folder.resolve(CAPTIONS), List.of("file", "prompt"), captions);
    return files;
  }
}
