package io.tweedie.eval.features;

import io.tweedie.eval.distribution.FeatureRows;
import io.tweedie.images.ImageException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;

/**
 * The features of a set of images.
 *
 * @param kind which features
 * @param rows one for each image, of all features of the kind
 * @param skipped why images have no row
 */
public record FeatureSet(FeatureKind kind, FeatureRows rows, List<String> skipped) {

  /** Images that a killed run may have to look at again. */
  public static final int BATCH = 16;

  /** Watches. */
  @FunctionalInterface
  public interface Progress {

    /** Another image is done. */
    void image(String name);
  }

  /** Copies the list. */
  public FeatureSet {
    skipped = List.copyOf(skipped);
  }

  /**
   * Looks at all images of a source that a store does not know yet. What is no image is skipped and
   * named.
   *
   * @param batch images after which features go to the disk
   * @throws IllegalArgumentException if no image is left, or one is not for the network
   * @throws IOException if source or store fail
   */
  public static FeatureSet of(
      ImageSource source,
      FeatureExtractor extractor,
      FeatureStore store,
      int batch,
      Progress progress)
      throws IOException {
    Extraction extraction = new Extraction(extractor, store, batch, progress);
    source.each(extraction);
    extraction.flush();
    if (extraction.images.isEmpty()) {
      throw new IllegalArgumentException(
          "%s has no image that can be read; the first: %s"
              .formatted(source.name(), extraction.skipped.get(0)));
    }
    return new FeatureSet(extractor.kind(), store.rows(extraction.images), extraction.skipped);
  }

  /** Those that distances are measured in. */
  public FeatureRows pooled() {
    return rows.columns(0, kind.pooled());
  }

  /** Those of places. */
  public FeatureRows spatial() {
    return rows.columns(kind.pooled(), kind.spatial());
  }

  /** The scores of classes. */
  public FeatureRows logits() {
    return rows.columns(kind.pooled() + kind.spatial(), kind.classes());
  }

  private static final class Extraction implements ImageSource.Visitor {

    private final FeatureExtractor extractor;
    private final FeatureStore store;
    private final int batch;
    private final Progress progress;
    private final List<String> images = new ArrayList<>();
    private final List<String> skipped = new ArrayList<>();
    private final List<String> pending = new ArrayList<>();
    private final Set<String> pendingOnce = new HashSet<>();
    private final List<float[]> features = new ArrayList<>();

    private Extraction(
        FeatureExtractor extractor, FeatureStore store, int batch, Progress progress) {
      this.extractor = extractor;
      this.store = store;
      this.batch = batch;
      this.progress = progress;
    }

    @Override
    public void image(String name, String sha256, Supplier<Tensor> pixels) throws IOException {
      if (store.find(sha256).isEmpty() && !pendingOnce.contains(sha256)) {
        try (PointerScope scope = new PointerScope();
            NoGradGuard guard = new NoGradGuard()) {
          Tensor row = extractor.extract(pixels.get()).contiguous();
          float[] values = new float[(int) row.numel()];
          row.data_ptr_float().get(values);
          pending.add(sha256);
          pendingOnce.add(sha256);
          features.add(values);
        } catch (ImageException e) {
          unreadable(e.getMessage());
          return;
        } catch (IllegalArgumentException e) {
          throw new IllegalArgumentException(name + ": " + e.getMessage(), e);
        }
      }
      images.add(sha256);
      progress.image(name);
      if (pending.size() >= batch) {
        flush();
      }
    }

    @Override
    public void unreadable(String reason) {
      skipped.add(reason);
      progress.image("skipped");
    }

    private void flush() throws IOException {
      if (!pending.isEmpty()) {
        store.add(pending, features);
        pending.clear();
        pendingOnce.clear();
        features.clear();
      }
    }
  }
}
