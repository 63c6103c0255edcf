package io.tweedie.eval.grid;

import java.nio.file.Path;

/** Where an evaluation keeps the pictures of its cells. */
public final class CellPictures {

  private final CellFiles files;

  private CellPictures(CellFiles files) {
    this.files = files;
  }

  /** Of the evaluation in a folder. */
  public static CellPictures of(Path out) {
    return new CellPictures(new CellFiles(out.resolve(Evaluation.CELLS)));
  }

  /** The original. */
  public Path reference(Cell cell) {
    return files.reference(cell.task(), cell.image());
  }

  /** What the method was given. */
  public Path measurement(Cell cell) {
    return files.measurement(cell.task(), cell.image());
  }

  /** What it made of it. */
  public Path result(Cell cell) {
    return files.result(cell);
  }
}
