package io.tweedie.cli.attack;

import static io.tweedie.core.tensor.Scalars.scalar;
import static org.bytedeco.pytorch.global.torch.cat;

import io.tweedie.core.attack.ImageClassifier;
import io.tweedie.images.Grid;
import io.tweedie.train.data.Examples;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.pytorch.LongOptional;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;

/** The first images that were attacked: as they are, changed, and the change. */
final class AttackPicture implements AutoCloseable {

  private static final int SHOWN = 8;

  private final ImageClassifier classifier;
  private final List<String> labels = new ArrayList<>();
  private Tensor rows;

  AttackPicture(ImageClassifier classifier) {
    this.classifier = classifier;
  }

  /** Takes the first of the first batch. */
  void see(Examples clean, Tensor attacked) {
    if (rows != null) {
      return;
    }
    long n = Math.min(SHOWN, attacked.size(0));
    try (NoGradGuard guard = new NoGradGuard()) {
      Tensor told = classifier.logits(attacked.narrow(0, 0, n)).argmax(new LongOptional(1), false);
      TensorVector pictures = new TensorVector();
      for (long i = 0; i < n; i++) {
        Tensor before = clean.images().narrow(0, i, 1);
        Tensor after = attacked.narrow(0, i, 1);
        Tensor change = after.sub(before);
        double largest = Math.max(change.abs().max().item_double(), 1e-12);
        pictures.push_back(before);
        pictures.push_back(after);
        pictures.push_back(change.div(scalar(largest)));
        labels.add(
            "%d seen as %d"
                .formatted(clean.labels().select(0, i).item_long(), told.select(0, i).item_long()));
      }
      rows = cat(pictures, 0).retainReference();
    }
  }

  void write(Path file) {
    Grid.of(rows, labels.size(), 3)
        .withRowLabels(labels)
        .withColumnLabels(List.of("image", "attacked", "change"))
        .visible()
        .writePng(file);
  }

  @Override
  public void close() {
    if (rows != null) {
      rows.close();
    }
  }
}
