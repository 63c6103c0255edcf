package io.tweedie.eval.experiment;

import static io.tweedie.eval.experiment.ExperimentFile.require;

import io.tweedie.core.latent.Autoencoder;
import io.tweedie.core.tensor.Shape;
import io.tweedie.eval.experiment.AutoencoderReport.Round;
import io.tweedie.eval.grid.Photos;
import io.tweedie.eval.metric.Psnr;
import io.tweedie.images.CentreCrop;
import io.tweedie.images.ImageFile;
import io.tweedie.restore.Prior;
import io.tweedie.restore.photo.Space;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;

/** An {@link AutoencoderExperiment} being carried out. */
final class AutoencoderRun {

  private final AutoencoderExperiment experiment;
  private final Workshop workshop;
  private final Autoencoder autoencoder;
  private final int side;

  /**
   * Prepares.
   *
   * @throws IllegalArgumentException if the model has no autoencoder, or none for pictures of the
   *     size
   */
  AutoencoderRun(AutoencoderExperiment experiment, Workshop workshop) {
    this.experiment = experiment;
    this.workshop = workshop;
    Prior prior = workshop.prior();
    if (!(prior.space() instanceof Space.Latents latents)) {
      throw new IllegalArgumentException(
          "model %s has no autoencoder; name a text-to-image model".formatted(prior.name()));
    }
    autoencoder = latents.autoencoder();
    side = experiment.size() == null ? prior.usualSide().orElseThrow() : experiment.size();
    require(
        side % latents.multiple() == 0,
        "size must be a multiple of %d for model %s, not %d"
            .formatted(latents.multiple(), prior.name(), side));
  }

  Findings run(Integer most) throws IOException {
    List<Round> all = new ArrayList<>();
    List<Path> files = files();
    for (Path file : files.subList(0, most == null ? files.size() : Math.min(most, files.size()))) {
      all.addAll(rounds(file));
    }
    AutoencoderReport report =
        new AutoencoderReport(experiment, workshop.info(), workshop.out(), all);
    report.write();
    return report.findings();
  }

  private List<Path> files() throws IOException {
    return experiment.scenes() != null
        ? experiment.scenes().draw(workshop.out().resolve("scenes"), side)
        : Photos.in(experiment.images()).files();
  }

  private List<Round> rounds(Path file) throws IOException {
    List<Round> rounds = new ArrayList<>();
    String name = file.getFileName().toString();
    try (PointerScope scope = new PointerScope();
        NoGradGuard guard = new NoGradGuard()) {
      Tensor original = square(ImageFile.read(file).pixels(), file);
      Tensor now = original;
      ImageFile.writePng(AutoencoderReport.picture(workshop.out(), name, 0), now);
      for (int round = 1; round <= experiment.rounds(); round++) {
        Tensor next = autoencoder.decode(autoencoder.encode(now));
        double moved = Math.sqrt(next.sub(now).square().mean().item_double()) / 2;
        rounds.add(new Round(name, round, new Psnr().measure(original, next)[0], moved));
        now = next;
        if (AutoencoderReport.SHOWN_ROUNDS.contains(round)) {
          ImageFile.writePng(AutoencoderReport.picture(workshop.out(), name, round), now);
        }
      }
    }
    return rounds;
  }

  private Tensor square(Tensor pixels, Path file) {
    Shape shape = Shape.of(pixels);
    require(
        shape.height() >= side && shape.width() >= side,
        "%s is %d x %d (width x height), smaller than %d x %d"
            .formatted(file, shape.width(), shape.height(), side, side));
    Tensor colour = pixels.expand(1, 3, shape.height(), shape.width());
    return CentreCrop.of(colour, side, side).contiguous();
  }
}
