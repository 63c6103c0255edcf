package io.tweedie.eval.grid;

import io.tweedie.eval.grid.Outcome.Measured;
import io.tweedie.eval.metric.Lpips;
import io.tweedie.eval.metric.LpipsNote;
import io.tweedie.images.ImageFile;
import java.util.Optional;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;

/**
 * LPIPS of an evaluation. It is measured on the pictures as they are stored, so that cells which
 * were finished before its weights were there need not be restored again.
 *
 * @param files the pictures
 * @param lpips empty without weights
 */
record Perception(CellFiles files, Optional<Lpips> lpips) {

  LpipsNote note() {
    return lpips.map(Lpips::note).orElseGet(LpipsNote::withoutWeights);
  }

  /** The network that measures, as cells remember it; empty without one. */
  String network() {
    return note().network().orElse("");
  }

  /** A cell with its LPIPS, where it can have one. */
  Cell added(Cell cell) {
    if (lpips.isEmpty() || !(cell.outcome() instanceof Measured m) || m.lpips() != null) {
      return cell;
    }
    try (PointerScope scope = new PointerScope()) {
      Tensor reference = ImageFile.read(files.reference(cell.task(), cell.image())).pixels();
      Tensor result = ImageFile.read(files.result(cell)).pixels();
      return lpips.get().fits(reference)
          ? cell.withLpips(lpips.get().measure(reference, result)[0])
          : cell;
    }
  }
}
