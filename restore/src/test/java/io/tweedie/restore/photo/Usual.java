package io.tweedie.restore.photo;

import io.tweedie.core.measurement.Noise;
import io.tweedie.core.solver.Solvers.Preset;
import io.tweedie.core.task.Task;
import io.tweedie.models.prior.ModelSpec;
import io.tweedie.restore.settings.Choice;
import io.tweedie.zoo.Zoo;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Optional;

/** Restorations as the model that ships is asked for them. */
final class Usual {

  private Usual() {}

  static Restoration of(Task task) {
    return of(task, new Noise.None());
  }

  static Restoration of(Task task, Noise noise) {
    return of(task, noise, Preset.TUNED);
  }

  static Restoration of(Task task, Noise noise, Preset preset) {
    try {
      ModelSpec photos = ModelSpec.read(Zoo.folder("photos").resolve(ModelSpec.FILE));
      return Restoration.of(
          task, noise, Choice.of(Optional.empty(), preset, photos.tuned(), task, noise));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
