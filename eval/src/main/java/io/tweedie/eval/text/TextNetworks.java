package io.tweedie.eval.text;

import io.tweedie.eval.scene.SceneJudge;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.bytedeco.pytorch.Tensor;

/**
 * Who draws and who looks at what was drawn.
 *
 * @param painter draws
 * @param scorer says how well a picture goes with its prompt; empty for nobody
 * @param judge says which attributes of a scene are right; empty for nobody
 * @param closing frees all of them
 */
public record TextNetworks(
    Painter painter, Optional<Scorer> scorer, Optional<SceneJudge> judge, Runnable closing)
    implements AutoCloseable {

  /** Draws pictures of texts. */
  @FunctionalInterface
  public interface Painter {

    /**
     * Draws.
     *
     * @param step told of each step; says whether to go on
     * @return the caller's to close
     * @throws java.util.concurrent.CancellationException if it was not to go on
     */
    Painted paint(Wanted wanted, BooleanSupplier step);
  }

  /**
   * A picture.
   *
   * @param picture float32 1 x 3 x H x W in [-1, 1]
   * @param nfe evaluations of the U-Net
   */
  public record Painted(Tensor picture, int nfe) {}

  /** Says how well pictures go with texts. */
  @FunctionalInterface
  public interface Scorer {

    /** The cosine of both, for a picture 1 x 3 x H x W in [-1, 1]. */
    double cosine(Tensor picture, String prompt);
  }

  @Override
  public void close() {
    closing.run();
  }
}
