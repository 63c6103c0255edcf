package io.tweedie.models.checkpoint;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.tweedie.core.file.WholeFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;

/** Writes safetensors files whole or not at all. */
public final class SafetensorsWriter {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int ALIGNMENT = 8;

  private SafetensorsWriter() {}

  /**
   * Writes tensors under their names, each in its own dtype. Wider types come first in the file, so
   * that all data is aligned; otherwise the order of the map is kept. The file appears under its
   * name only once it is complete; one that was there before is replaced, missing directories are
   * made.
   *
   * @param tensors any shape, device and strides; dtypes as in {@link DType}
   * @param metadata kept as it is; may be empty
   * @throws CheckpointException if a tensor cannot be stored or the disk refuses
   */
  public static void write(Path file, Map<String, Tensor> tensors, Map<String, String> metadata) {
    try {
      List<Named> ordered = ordered(tensors);
      byte[] header = header(ordered, metadata);
      WholeFile.write(file, part -> write(part, header, ordered));
    } catch (IOException e) {
      throw CheckpointException.of(file, e);
    }
  }

  private static void write(Path part, byte[] header, List<Named> tensors) throws IOException {
    try (FileChannel channel =
        FileChannel.open(part, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      writeHeader(channel, header);
      for (Named named : tensors) {
        writeData(channel, named.tensor());
      }
      channel.force(true);
    }
  }

  private record Named(String name, DType dtype, Tensor tensor) {}

  private static List<Named> ordered(Map<String, Tensor> tensors) throws FormatException {
    List<Named> ordered = new ArrayList<>();
    for (Map.Entry<String, Tensor> entry : tensors.entrySet()) {
      String name = entry.getKey();
      Tensor tensor = entry.getValue();
      if (name.equals(SafetensorsHeader.METADATA)) {
        throw new FormatException("a tensor cannot be named '" + name + "'; rename it");
      }
      if (tensor == null || !tensor.defined()) {
        throw new FormatException("tensor '" + name + "' is undefined; leave it out");
      }
      DType dtype =
          DType.of(tensor.scalar_type())
              .orElseThrow(
                  () ->
                      new FormatException(
                          "tensor '%s' has dtype %s, which is not written; convert it to one of %s"
                              .formatted(
                                  name,
                                  tensor.scalar_type().intern().name(),
                                  Arrays.toString(DType.values()))));
      ordered.add(new Named(name, dtype, tensor));
    }
    ordered.sort(Comparator.comparingInt((Named named) -> named.dtype().bytes()).reversed());
    return ordered;
  }

  private static byte[] header(List<Named> ordered, Map<String, String> metadata)
      throws IOException {
    Map<String, Object> header = new LinkedHashMap<>();
    if (!metadata.isEmpty()) {
      // In order, so that the same content always makes the same file.
      header.put(SafetensorsHeader.METADATA, new TreeMap<>(metadata));
    }
    long begin = 0;
    for (Named named : ordered) {
      long end = begin + named.tensor().nbytes();
      Map<String, Object> entry = new LinkedHashMap<>();
      entry.put("dtype", named.dtype().safetensorsName());
      entry.put("shape", named.tensor().shape());
      entry.put("data_offsets", new long[] {begin, end});
      header.put(named.name(), entry);
      begin = end;
    }
    byte[] json = JSON.writeValueAsBytes(header);
    int padded = (json.length + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
    if (padded > SafetensorsHeader.MAX_BYTES) {
      throw new FormatException(
          "names and metadata take %d bytes; safetensors allows %d"
              .formatted(padded, SafetensorsHeader.MAX_BYTES));
    }
    byte[] bytes = Arrays.copyOf(json, padded);
    Arrays.fill(bytes, json.length, padded, (byte) ' ');
    return bytes;
  }

  private static void writeHeader(FileChannel channel, byte[] header) throws IOException {
    ByteBuffer length = ByteBuffer.allocate(Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    writeFully(channel, length.putLong(0, header.length));
    writeFully(channel, ByteBuffer.wrap(header));
  }

  private static void writeData(FileChannel channel, Tensor tensor) throws IOException {
    try (PointerScope scope = new PointerScope()) {
      Tensor dense = tensor.detach().cpu().contiguous();
      for (ByteBuffer memory : NativeBytes.of(dense)) {
        writeFully(channel, memory);
      }
    }
  }

  private static void writeFully(FileChannel channel, ByteBuffer bytes) throws IOException {
    while (bytes.hasRemaining()) {
      channel.write(bytes);
    }
  }
}
