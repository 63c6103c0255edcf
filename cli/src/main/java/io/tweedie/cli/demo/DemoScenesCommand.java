package io.tweedie.cli.demo;

import io.tweedie.cli.terminal.CommonOptions;
import io.tweedie.core.random.RandomStream;
import io.tweedie.images.ContactSheet;
import io.tweedie.images.scene.CaptionLength;
import io.tweedie.images.scene.CaptionedScene;
import io.tweedie.images.scene.SceneGrammar;
import io.tweedie.images.scene.SceneRenderer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.bytedeco.javacpp.PointerScope;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code tweedie demo scenes}: pictures whose truth is known, with captions. */
@Command(
    name = "scenes",
    description = {
      "Draws scenes of digits and shapes at random, with captions that say what is in them.",
      "",
      "Writes scenes.png (all of them, each above its caption), scenes.csv (captions, and how many"
          + " things each states) and run.json. Short captions come first and long ones last,"
          + " unless --length asks for one kind."
    },
    footer = {
      "",
      "  tweedie demo scenes --out out/scenes",
      "  tweedie demo scenes --length long --count 12 --seed 3"
    })
final class DemoScenesCommand implements Callable<Integer> {

  private static final int COLUMNS = 8;
  private static final int SHOWN_SIDE = 192;

  @Mixin private CommonOptions common;

  @Option(
      names = "--count",
      paramLabel = "N",
      defaultValue = "40",
      description = "Number of scenes (default: ${DEFAULT-VALUE}).")
  private int count;

  @Option(
      names = "--length",
      paramLabel = "LENGTH",
      description = "Captions of one length: short, medium or long.")
  private CaptionLength length;

  @Option(
      names = "--side",
      paramLabel = "PIXELS",
      defaultValue = "64",
      description = "Height and width of each picture (default: ${DEFAULT-VALUE}).")
  private int side;

  @Override
  public Integer call() throws Exception {
    common.understood(() -> CommonOptions.images("--count", count));
    SceneRenderer renderer = common.understood(() -> new SceneRenderer(side));
    common.startBackend();
    DemoReport report = new DemoReport(common);
    draw(renderer, report);
    report.end();
    return ExitCode.OK;
  }

  private void draw(SceneRenderer renderer, DemoReport report) throws IOException {
    SceneGrammar grammar = new SceneGrammar(new RandomStream(common.seed(), "scenes"));
    List<CaptionedScene> drawn = new ArrayList<>();
    Table table = new Table("scene", "length", "stated", "caption");
    for (int i = 0; i < count; i++) {
      CaptionLength its = length != null ? length : CaptionLength.values()[3 * i / count];
      CaptionedScene scene = grammar.draw(its);
      drawn.add(scene);
      table.add(
          i,
          its.name().toLowerCase(Locale.ROOT),
          scene.caption().stated().size(),
          scene.caption().text());
    }
    Path sheet = report.file("scenes.png");
    try (PointerScope scope = new PointerScope()) {
      new ContactSheet(
              renderer.render(drawn.stream().map(CaptionedScene::scene).toList()),
              drawn.stream().map(scene -> scene.caption().text()).toList(),
              Math.min(COLUMNS, count),
              Math.max(1, SHOWN_SIDE / side))
          .writePng(sheet);
    }
    report.table("scenes", "scenes from left to right, row by row:", table);
    report.output(sheet);
  }
}
