package io.tweedie.cli.evaluate;

import io.tweedie.eval.metric.Lpips;
import io.tweedie.eval.metric.LpipsNote;
import io.tweedie.eval.metric.LpipsWeights;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Option;

/** Which network measures LPIPS. */
final class LpipsOptions {

  @Option(
      names = "--lpips-weights",
      paramLabel = "FILE",
      description = {
        "Weights of the network of LPIPS: torchvision's checkpoint of AlexNet, VGG16 or SqueezeNet"
            + " 1.1 (default: the file named by "
            + LpipsWeights.VARIABLE
            + ", or the first of them in ~/.cache/tweedie/lpips; without any, LPIPS is not"
            + " measured)."
      })
  private Path weights;

  /**
   * The metric, if there are weights for it; the caller closes it.
   *
   * @throws IllegalArgumentException if a file was named that is not there or does not fit
   * @throws IOException if it cannot be read
   */
  Optional<Lpips> load() throws IOException {
    Optional<Path> file = weights == null ? LpipsWeights.ofUser().find() : Optional.of(named());
    return file.isPresent() ? Optional.of(Lpips.load(file.get())) : Optional.empty();
  }

  private Path named() {
    if (!Files.isRegularFile(weights)) {
      throw new IllegalArgumentException(
          "--lpips-weights names %s, which is no file; LPIPS %s"
              .formatted(weights, LpipsWeights.ofUser().advice()));
    }
    return weights;
  }

  /** What a command says of LPIPS. */
  static String note(Optional<Lpips> lpips) {
    return LpipsNote.of(lpips).text();
  }
}
