package io.tweedie.models.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Random;
import java.util.zip.ZipEntry;
import org.junit.jupiter.api.Test;
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

  /** Pickles that obey the grammar and make no sense beyond it. */
  @Test
  void senselessPicklesAreReadOrRefused() throws IOException {
    int read = fuzz("pickle", random -> TorchBytes.zip(RandomPickle.of(random), new byte[64]));
    fuzz("stream", random -> TorchBytes.stream(RandomPickle.of(random), 16, new byte[64]));
    if (seeds().length > 1) {
      assertThat(read)
          .as("neither all nor none get through")
          .isBetween(ROUNDS / 10, ROUNDS * 9 / 10);
    }
  }

  /** Headers of the right form with numbers, types and names that need not fit. */
  @Test
  void senselessHeadersAreReadOrRefused() throws IOException {
    fuzz("header", CheckpointFuzzTest::header);
  }

  private static byte[] header(Random random) {
    String[] types = {"F32", "F64", "BOOL", "F8_E4M3", "U16", "C64", "F4", "", "f32"};
    String[] shapes = {"", "1", "2", "0", "4,1", "-1", "1,1,1", "4294967296,4294967296", "1.5"};
    StringBuilder json = new StringBuilder("{");
    long end = 0;
    for (int tensors = random.nextInt(4); tensors > 0; tensors--) {
      long begin = random.nextInt(8) == 0 ? random.nextLong() : end;
      end = begin + (random.nextInt(8) == 0 ? random.nextInt() : 4 * random.nextInt(3));
      json.append(
          "\"%s\":{\"dtype\":\"%s\",\"shape\":[%s],\"data_offsets\":[%d,%d]},"
              .formatted(
                  random.nextInt(8) == 0 ? "__metadata__" : "t" + random.nextInt(5),
                  types[random.nextInt(types.length)],
                  shapes[random.nextInt(shapes.length)],
                  begin,
                  end));
    }
    json.setCharAt(json.length() - 1, json.length() == 1 ? '{' : ' ');
    byte[] text = json.append('}').toString().getBytes(StandardCharsets.UTF_8);
    ByteBuffer file =
        ByteBuffer.allocate(8 + text.length + (int) Math.max(0, Math.min(end, 64)))
            .order(ByteOrder.LITTLE_ENDIAN);
    return file.putLong(text.length).put(text).array();
  }

  private interface Damage {
    byte[] next(Random random);
  }

  /** How many of them could be read. */
  private int fuzz(String name, Damage damage) throws IOException {
    Path file = folder.resolve("fuzzed");
    int read = 0;
    for (long seed : seeds()) {
      Files.write(file, damage.next(new Random(seed)));
      try {
        Values.readAll(file);
        read++;
      } catch (CheckpointException e) {
        assertThat(e.getMessage()).startsWith(file + ": ").hasSizeLessThan(2000);
      } catch (Throwable e) {
        throw new AssertionError("%s with -Dtweedie.fuzz.seed=%d".formatted(name, seed), e);
      }
    }
    return read;
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
