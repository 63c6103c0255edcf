package io.tweedie.models.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Random;
import java.util.zip.ZipEntry;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Damages good files at random. Whatever comes of it is either read or refused with a {@link
 * CheckpointException}; repeat a failure with {@code -Dtweedie.fuzz.seed=N}.
 */
class CheckpointFuzzTest {

  private static final int ROUNDS = 1000;
  private static final int[] LIKELY = {0, 1, 0x7f, 0x80, 0xff, '(', '.', '{', '[', '"', '9', '-'};

  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "training.pt",
        "layouts.pt",
        "deflated.pt",
        "zip64.pt",
        "training.pth",
        "layouts.pth",
        "dtypes.safetensors",
        "layouts.safetensors"
      })
  void damagedFilesAreReadOrRefused(String name) throws IOException {
    byte[] good = Golden.bytes(name);
    fuzz(name, random -> damaged(good, random));
  }

  /** Damage inside the pickle alone, where a zip's own structure does not catch it. */
  @ParameterizedTest
  @ValueSource(strings = {"layouts.pt", "protocol4.pt"})
  void damagedPicklesAreReadOrRefused(String name) throws IOException {
    Map<String, byte[]> records = TorchBytes.unzip(Golden.file(name));
    String pickle = name.replace(".pt", "/data.pkl");
    byte[] good = records.get(pickle);
    fuzz(
        name,
        random -> {
          records.put(pickle, damaged(good, random));
          return TorchBytes.zip(records, ZipEntry.STORED);
        });
  }

  private interface Damage {
    byte[] next(Random random);
  }

  private void fuzz(String name, Damage damage) throws IOException {
    Path file = folder.resolve("fuzzed");
    for (long seed : seeds()) {
      Files.write(file, damage.next(new Random(seed)));
      try {
        Values.readAll(file);
      } catch (CheckpointException e) {
        assertThat(e.getMessage()).startsWith(file + ": ").hasSizeLessThan(2000);
      } catch (Throwable e) {
        throw new AssertionError("%s with -Dtweedie.fuzz.seed=%d".formatted(name, seed), e);
      }
    }
  }

  private static long[] seeds() {
    Long only = Long.getLong("tweedie.fuzz.seed");
    if (only != null) {
      return new long[] {only};
    }
    long[] seeds = new long[ROUNDS];
    Arrays.setAll(seeds, i -> i);
    return seeds;
  }

  private static byte[] damaged(byte[] good, Random random) {
    byte[] bytes = good.clone();
    for (int wounds = 1 + random.nextInt(3); wounds > 0 && bytes.length > 8; wounds--) {
      bytes = wounded(bytes, random);
    }
    return bytes;
  }

  private static byte[] wounded(byte[] bytes, Random random) {
    int at = random.nextInt(bytes.length);
    int length = Math.min(1 + random.nextInt(8), bytes.length - at);
    switch (random.nextInt(8)) {
      case 0 -> bytes[at] ^= (byte) (1 << random.nextInt(8));
      case 1 -> bytes[at] = (byte) random.nextInt();
      case 2 -> bytes[at] = (byte) LIKELY[random.nextInt(LIKELY.length)];
      case 3 -> Arrays.fill(bytes, at, at + length, (byte) LIKELY[random.nextInt(5)]);
      case 4 -> System.arraycopy(bytes, random.nextInt(bytes.length - length), bytes, at, length);
      case 5 -> {
        return Arrays.copyOf(bytes, at);
      }
      case 6 -> {
        return spliced(bytes, at, at + length);
      }
      default -> {
        return spliced(bytes, at + length, at);
      }
    }
    return bytes;
  }

  /** The bytes up to one place, then those from another on: cuts a piece out or repeats it. */
  private static byte[] spliced(byte[] bytes, int end, int start) {
    byte[] result = Arrays.copyOf(bytes, end + bytes.length - start);
    System.arraycopy(bytes, start, result, end, bytes.length - start);
    return result;
  }
}
