package io.tweedie.spark;

import io.tweedie.images.ImageFile;
import io.tweedie.restore.Events;
import io.tweedie.restore.Generated;
import io.tweedie.restore.Generator;
import io.tweedie.restore.spec.GenerateSpec;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Some of the images that a specification asks for.
 *
 * @param spec of all of them
 * @param first number of the first
 * @param end number of the one after the last
 */
record GenerateUnit(GenerateSpec spec, int first, int end) implements Serializable {

  /**
   * Draws images, on an executor.
   *
   * @param out where they go
   * @param prior that they are drawn from
   */
  record Worker(Store out, SharedPrior prior) implements Units.Work<GenerateUnit> {

    /** Rows, a line each. */
    @Override
    public String done(GenerateUnit unit) throws IOException {
      List<String> rows = new ArrayList<>();
      for (int number = unit.first(); number < unit.end(); number++) {
        Optional<String> found = result(unit, number).found();
        if (found.isEmpty()) {
          return drawn(unit);
        }
        rows.add(found.get());
      }
      return String.join("\n", rows);
    }

    private Result result(GenerateUnit unit, int number) {
      GenerateSpec spec = unit.spec();
      // Where several classes are named, an image's class depends on how many there are of each.
      GenerateSpec own = spec.labels().size() > 1 ? spec : spec.with("count", null);
      return new Result(
          out,
          String.format(Locale.ROOT, "sample-%06d", number),
          "%s, model %s".formatted(own.text(), prior.fingerprint()));
    }

    private String drawn(GenerateUnit unit) throws IOException {
      List<String> rows = new ArrayList<>();
      long start = System.nanoTime();
      try (Generator generator = Generator.of(prior.here(), unit.spec());
          Generated drawn = generator.part(unit.first(), unit.end(), Events.NONE)) {
        List<BufferedImage> pictures = drawn.pictures();
        double seconds = (System.nanoTime() - start) / 1e9 / pictures.size();
        Map<String, Object> provenance = drawn.provenance().fields();
        for (int i = 0; i < pictures.size(); i++) {
          BufferedImage picture = pictures.get(i);
          Map<String, Object> row = new LinkedHashMap<>();
          row.put("image", Integer.toString(unit.first() + i));
          row.put("seed", unit.spec().seed());
          row.put("width", picture.getWidth());
          row.put("height", picture.getHeight());
          row.put("seconds", seconds);
          row.put("nfe", provenance.get("nfe"));
          row.put("provenance", Result.json(provenance));
          rows.add(result(unit, unit.first() + i).write(ImageFile.encodePng(picture), row));
        }
      }
      return String.join("\n", rows);
    }
  }
}
