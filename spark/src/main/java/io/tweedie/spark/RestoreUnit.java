package io.tweedie.spark;

import io.tweedie.images.ImageException;
import io.tweedie.images.ImageFile;
import io.tweedie.models.checkpoint.Sha256;
import io.tweedie.restore.Events;
import io.tweedie.restore.ModelPrior;
import io.tweedie.restore.Photo;
import io.tweedie.restore.Restored;
import io.tweedie.restore.Restorer;
import io.tweedie.restore.spec.RestoreSpec;
import java.io.IOException;
import java.io.Serializable;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A photo under a seed.
 *
 * @param photo its name
 * @param spec how it is restored
 * @param seedNamed whether its files are named after the seed too
 */
record RestoreUnit(String photo, RestoreSpec spec, boolean seedNamed) implements Serializable {

  private String name() {
    String stem = photo.substring(0, photo.lastIndexOf('.'));
    return seedNamed ? stem + ".seed-" + spec.seed() : stem;
  }

  /**
   * Restores photos, on an executor.
   *
   * @param in where they are
   * @param out where results go
   * @param prior the one to ask
   */
  record Worker(Store in, Store out, SharedPrior prior) implements Units.Work<RestoreUnit> {

    @Override
    public String done(RestoreUnit unit) throws IOException {
      Map<String, Object> row = new LinkedHashMap<>();
      row.put("image", unit.photo());
      row.put("seed", unit.spec().seed());
      try (Scratch scratch = Scratch.make()) {
        Path file = scratch.folder().resolve(unit.photo());
        in.fetch(unit.photo(), file);
        String photo = Sha256.of(Files.readAllBytes(file));
        String key =
            "%s, photo %s%s, model %s"
                .formatted(unit.spec().text(), photo, named(unit.spec()), prior.fingerprint());
        Result result = new Result(out, unit.name(), key);
        Optional<String> found = result.found();
        return found.isPresent() ? found.get() : restored(unit, file, result, row);
      }
    }

    /** The file that the task names, if it names one. */
    private static String named(RestoreSpec spec) throws IOException {
      if (spec.damage().asksForJpegOfFile()) {
        return "";
      }
      Optional<String> file = spec.damage().whole().namedFile();
      return file.isPresent() ? ", file " + Sha256.of(Path.of(file.get())) : "";
    }

    private String restored(RestoreUnit unit, Path file, Result result, Map<String, Object> row)
        throws IOException {
      ModelPrior asked = prior.here();
      try (Restorer restorer = Restorer.of(asked, unit.spec());
          Restored restored = restorer.run(List.of(Photo.in(file)), Events.NONE).get(0)) {
        row.put("width", restored.first().pixels().size(3));
        row.put("height", restored.first().pixels().size(2));
        row.put("seconds", restored.seconds());
        row.put("nfe", restored.first().evaluations());
        row.put("provenance", Result.json(restored.provenance().fields()));
        return result.write(ImageFile.encodePng(restored.picture()), row);
      } catch (ImageException | IllegalArgumentException | ArithmeticException e) {
        return result.failed(
            row, e.getMessage().replace(file.toString(), in.root() + "/" + unit.photo()));
      }
    }
  }
}
