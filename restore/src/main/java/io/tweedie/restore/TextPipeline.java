package io.tweedie.restore;

import io.tweedie.core.tensor.Batching;
import io.tweedie.core.tensor.Compute;
import io.tweedie.models.pipeline.PipelineFolder;
import io.tweedie.models.pipeline.TextToImage;
import io.tweedie.restore.record.RunRecord;
import io.tweedie.restore.spec.ComputeSpec;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Map;

/**
 * A text-to-image pipeline that is found and described, and knows how it computes. Its weights are
 * read when they are asked for the first time. Threads may share it.
 */
public final class TextPipeline implements AutoCloseable {

  private final String name;
  private final PipelineFolder files;
  private final Compute compute;
  private TextToImage networks;
  private Map<String, String> hashes;

  /** Looks into the folder; reads no weights yet. */
  TextPipeline(String name, Path folder, ComputeSpec compute) throws IOException {
    this.name = name;
    this.files = PipelineFolder.open(folder);
    // Pictures are drawn one at a time, so each has the same bits whatever else is drawn, and the
    // halves of guidance may go through together.
    this.compute = compute.compute().with(Batching.FAST);
  }

  /** What it is called. */
  public String name() {
    return name;
  }

  /** What is known of its parts. */
  public PipelineFolder files() {
    return files;
  }

  /** How its networks compute. */
  public Compute compute() {
    return compute;
  }

  /**
   * The networks with their weights, which belong to this pipeline.
   *
   * @throws UncheckedIOException if a file cannot be read
   * @throws IllegalArgumentException if weights do not fit
   */
  public synchronized TextToImage networks() {
    if (networks == null) {
      try {
        networks = TextToImage.load(files, compute);
      } catch (IOException e) {
        throw new UncheckedIOException(e.getMessage(), e);
      }
    }
    return networks;
  }

  /**
   * SHA-256 of the weights of each network, in hexadecimal.
   *
   * @throws UncheckedIOException if a file cannot be read
   */
  public synchronized Map<String, String> hashes() {
    if (hashes == null) {
      try {
        hashes = files.hashes();
      } catch (IOException e) {
        throw new UncheckedIOException(e.getMessage(), e);
      }
    }
    return hashes;
  }

  /** Writes down which it is. */
  void describe(RunRecord record) {
    record.model(name, hashes(), compute);
  }

  /** Frees the weights. */
  @Override
  public synchronized void close() {
    if (networks != null) {
      networks.close();
      networks = null;
    }
  }
}
