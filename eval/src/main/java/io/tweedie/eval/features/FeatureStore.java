package io.tweedie.eval.features;

import io.tweedie.core.file.Folders;
import io.tweedie.eval.distribution.FeatureRows;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.bytedeco.pytorch.Tensor;

/**
 * Features on disk, which outlive the run that computed them: a file of float32 rows, and beside it
 * one line for each row with the SHA-256 of the image. A row counts once its line is there, so a
 * run that is killed loses what it was about to add, and nothing else. One process at a time.
 */
public final class FeatureStore implements AutoCloseable {

  private static final int LINE = 65;

  private final int width;
  private final FileChannel numbers;
  private final FileChannel index;
  private final Map<String, Integer> rows = new HashMap<>();
  private int count;

  private FeatureStore(int width, FileChannel numbers, FileChannel index) {
    this.width = width;
    this.numbers = numbers;
    this.index = index;
  }

  /**
   * Opens the store of a kind of features, and begins it where there is none.
   *
   * @param folder of all stores
   * @param extractor whose features it has
   * @throws IllegalArgumentException if another process has it open
   * @throws IOException if it cannot be read or written
   */
  public static FeatureStore open(Path folder, FeatureExtractor extractor) throws IOException {
    Folders.make(folder);
    Path file = folder.resolve(extractor.fingerprint());
    FileChannel index = channel(file.resolveSibling(file.getFileName() + ".index"));
    try {
      requireAlone(index, file);
      FileChannel numbers = channel(file.resolveSibling(file.getFileName() + ".f32"));
      FeatureStore store = new FeatureStore(extractor.kind().width(), numbers, index);
      store.readIndex();
      return store;
    } catch (IOException | RuntimeException e) {
      index.close();
      throw e;
    }
  }

  private static FileChannel channel(Path file) throws IOException {
    return FileChannel.open(
        file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
  }

  /** The lock ends with the channel. */
  private static void requireAlone(FileChannel index, Path file) throws IOException {
    FileLock lock;
    try {
      lock = index.tryLock();
    } catch (OverlappingFileLockException e) {
      lock = null;
    }
    if (lock == null) {
      throw new IllegalArgumentException(
          "the features %s are in use by another run; wait for it, or name another --out"
              .formatted(file));
    }
  }

  /** Takes what is whole, and cuts off what a killed run left behind it. */
  private void readIndex() throws IOException {
    long whole = Math.min(index.size() / LINE, numbers.size() / rowBytes());
    ByteBuffer line = ByteBuffer.allocate(LINE);
    for (int row = 0; row < whole; row++) {
      line.clear();
      readFully(index, line, (long) row * LINE);
      rows.put(new String(line.array(), 0, LINE - 1, StandardCharsets.US_ASCII), row);
    }
    count = (int) whole;
    index.truncate(whole * LINE);
    numbers.truncate(whole * rowBytes());
  }

  private long rowBytes() {
    return (long) width * Float.BYTES;
  }

  /** Number of rows. */
  public int count() {
    return count;
  }

  /** Where the features of an image are. */
  public OptionalInt find(String sha256) {
    Integer row = rows.get(sha256);
    return row == null ? OptionalInt.empty() : OptionalInt.of(row);
  }

  /**
   * Adds rows and has them on disk when it returns.
   *
   * @param sha256 of the images
   * @param features a row for each, of the width of the kind
   * @throws IOException if they cannot be written
   */
  public void add(List<String> sha256, List<float[]> features) throws IOException {
    ByteBuffer bytes =
        ByteBuffer.allocate((int) (rowBytes() * features.size())).order(ByteOrder.LITTLE_ENDIAN);
    for (float[] row : features) {
      bytes.asFloatBuffer().put(row);
      bytes.position(bytes.position() + row.length * Float.BYTES);
    }
    writeFully(numbers, bytes.flip(), count * rowBytes());
    numbers.force(false);
    ByteBuffer lines =
        ByteBuffer.wrap((String.join("\n", sha256) + "\n").getBytes(StandardCharsets.US_ASCII));
    writeFully(index, lines, (long) count * LINE);
    index.force(false);
    for (String image : sha256) {
      rows.put(image, count++);
    }
  }

  /** The rows of some images, read when they are asked for; while the store is open. */
  public FeatureRows rows(List<String> sha256) {
    List<Integer> places = new ArrayList<>();
    sha256.forEach(of -> places.add(find(of).orElseThrow()));
    return new FeatureRows() {
      @Override
      public int count() {
        return places.size();
      }

      @Override
      public int width() {
        return width;
      }

      @Override
      public Tensor rows(int... which) {
        float[] values = new float[Math.multiplyExact(which.length, width)];
        ByteBuffer row = ByteBuffer.allocate((int) rowBytes()).order(ByteOrder.LITTLE_ENDIAN);
        for (int i = 0; i < which.length; i++) {
          try {
            readFully(numbers, row.clear(), places.get(which[i]) * rowBytes());
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
          row.flip().asFloatBuffer().get(values, i * width, width);
        }
        return Tensor.create(values, which.length, width);
      }
    };
  }

  private static void readFully(FileChannel channel, ByteBuffer into, long at) throws IOException {
    while (into.hasRemaining()) {
      if (channel.read(into, at + into.position()) < 0) {
        throw new IOException("features on disk end early");
      }
    }
  }

  private static void writeFully(FileChannel channel, ByteBuffer bytes, long at)
      throws IOException {
    while (bytes.hasRemaining()) {
      channel.write(bytes, at + bytes.position());
    }
  }

  @Override
  public void close() throws IOException {
    try (index) {
      numbers.close();
    }
  }
}
