package io.tweedie.eval.grid;

import static org.bytedeco.pytorch.global.torch.adaptive_avg_pool2d;

import io.tweedie.eval.grid.Outcome.Measured;
import io.tweedie.eval.metric.Lpips;
import io.tweedie.eval.metric.LpipsNote;
import io.tweedie.eval.scene.SceneJudge;
import io.tweedie.images.ImageFile;
import io.tweedie.images.scene.Attribute;
import io.tweedie.images.scene.SceneGrammar;
import io.tweedie.images.scene.SceneRenderer;
import io.tweedie.models.prior.ModelSource;
import io.tweedie.restore.Models;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;

/**
 * What networks see in the results of an evaluation: LPIPS, and the attributes that the judge of
 * scenes finds. They look at pictures as they are stored, so that cells which were finished before
 * their weights were there need not be restored again.
 */
final class Perception implements AutoCloseable {

  private final CellFiles files;
  private final Optional<Lpips> lpips;
  private final Captions captions;
  private SceneJudge judge;
  private String judgeHash;

  /**
   * Loads nothing yet.
   *
   * @param files the pictures
   * @param lpips empty without weights; stays its owner's
   * @param captions with the judge
   */
  Perception(CellFiles files, Optional<Lpips> lpips, Captions captions) {
    this.files = files;
    this.lpips = lpips;
    this.captions = captions;
  }

  /**
   * Who looks at an image's results, as cells remember it.
   *
   * @param lpips the network that measures LPIPS; empty without one
   * @param judge the judge, and what it looks for; null for nothing
   */
  record Lookers(String lpips, String judge) {}

  /** Who looks at the results of an image. */
  Lookers lookers(String image) {
    return new Lookers(
        LpipsNote.of(lpips).network().orElse(""),
        isJudged(image) ? "%s: %s".formatted(judgeHash(), captions.own(image)) : null);
  }

  private boolean isJudged(String image) {
    return captions.judge().isPresent() && captions.byImage().containsKey(image);
  }

  /** A cell with what is seen in its result, where there is something to see. */
  Cell added(Cell cell) {
    try (PointerScope scope = new PointerScope()) {
      return cell.with(m -> judged(cell, perceived(cell, m)));
    }
  }

  private Measured perceived(Cell cell, Measured m) {
    if (lpips.isEmpty() || m.lpips() != null) {
      return m;
    }
    Tensor reference = ImageFile.read(files.reference(cell.task(), cell.image())).pixels();
    return lpips.get().fits(reference)
        ? m.withLpips(lpips.get().measure(reference, result(cell))[0])
        : m;
  }

  private Measured judged(Cell cell, Measured m) {
    if (m.attributes() != null || !isJudged(cell.image())) {
      return m;
    }
    Set<Attribute> stated = SceneGrammar.parse(captions.own(cell.image())).stated();
    Tensor result = result(cell);
    int side = SceneRenderer.USUAL_SIDE;
    if (stated.isEmpty() || result.size(2) % side != 0 || result.size(3) != result.size(2)) {
      return m;
    }
    return m.withAttributes(judge().judge(adaptive_avg_pool2d(result, side, side), stated).share());
  }

  private Tensor result(Cell cell) {
    return ImageFile.read(files.result(cell)).pixels();
  }

  private Path judgeFolder() throws IOException {
    return Models.folder(captions.judge().orElseThrow());
  }

  private String judgeHash() {
    if (judgeHash == null) {
      try {
        judgeHash = ModelSource.folder(judgeFolder()).hash();
      } catch (IOException e) {
        throw new UncheckedIOException(e.getMessage(), e);
      }
    }
    return judgeHash;
  }

  private SceneJudge judge() {
    if (judge == null) {
      try {
        judge = SceneJudge.load(judgeFolder());
      } catch (IOException e) {
        throw new UncheckedIOException(e.getMessage(), e);
      }
    }
    return judge;
  }

  /** Frees the judge. */
  @Override
  public void close() {
    if (judge != null) {
      judge.close();
      judge = null;
    }
  }
}
