package io.tweedie.models.checkpoint;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The stream of {@code torch.save} before 1.6: pickles of a magic number, the protocol, the
 * machine, the value itself and the keys of its storages; then for each key the number of its
 * elements and the elements.
 */
final class TorchStream {

  private static final BigInteger MAGIC = new BigInteger("1950a86a20f9469cfc6c", 16);
  private static final Long PROTOCOL = 1001L;
  private static final long LARGEST_PICKLES = 64L << 20;

  private final FileChannel channel;
  private final TorchClasses classes;
  private final Map<String, FileRange> ranges = new HashMap<>();

  private TorchStream(FileChannel channel) throws IOException {
    this.channel = channel;
    this.classes = new TorchClasses(new Budget(pickleBytes(channel)));
  }

  private static long pickleBytes(FileChannel channel) throws IOException {
    return Math.min(channel.size(), LARGEST_PICKLES);
  }

  static TorchFile open(Path file) throws IOException {
    FileChannel channel = FileChannel.open(file, StandardOpenOption.READ);
    try {
      return new TorchStream(channel).read(file);
    } catch (IOException | RuntimeException e) {
      channel.close();
      throw e;
    }
  }

  private TorchFile read(Path file) throws IOException {
    PickleInput in =
        new PickleInput(
            new BufferedInputStream(Channels.newInputStream(channel)), pickleBytes(channel));
    if (!MAGIC.equals(load(in))) {
      throw new FormatException(
          "this is a pickle, but not one of torch.save; save the tensors with torch.save");
    }
    if (!PROTOCOL.equals(load(in))) {
      throw new FormatException(
          "the file has an unknown protocol of torch.save; save it again with a newer torch");
    }
    if (!(load(in) instanceof PythonDictionary machine)
        || !Boolean.TRUE.equals(machine.get("little_endian"))) {
      throw new FormatException(
          "the file was not written on a little-endian machine; save it again on one");
    }
    Object root = load(in);
    if (!(load(in) instanceof List<?> keys)) {
      throw new FormatException("the list of storages is missing; the file is damaged");
    }
    locate(keys, in.position());
    return TorchFile.of(
        file, channel.size(), channel, root, classes, storage -> range(storage.key()));
  }

  private Object load(PickleInput in) throws IOException {
    return PickleMachine.load(in, classes);
  }

  private void locate(List<?> keys, long start) throws IOException {
    long position = start;
    for (Object key : keys) {
      // Only text may be looked up: a list's hash could take forever.
      PickledStorage storage = key instanceof String name ? classes.storages().get(name) : null;
      if (storage == null || ranges.containsKey(storage.key())) {
        throw new FormatException(
            "the file lists a storage that it does not describe, or lists one twice");
      }
      if (storage.type().bytes() == 0) {
        throw new FormatException(
            ("storage %s is of type %s, whose size is not known, so that what follows it cannot be"
                    + " found; save the file again with a newer torch")
                .formatted(
                    FormatException.quoted(storage.key()),
                    FormatException.quoted(storage.type().name())));
      }
      long elements = elements(position);
      position += Long.BYTES;
      boolean described = elements >= 0 && elements == storage.elements();
      if (!described || storage.bytes() > channel.size() - position) {
        throw new FormatException(
            "storage %s should have %d bytes; at byte %d of %d the file claims %d elements of %s;"
                    .formatted(
                        FormatException.quoted(storage.key()),
                        storage.bytes(),
                        position,
                        channel.size(),
                        elements,
                        FormatException.quoted(storage.type().name()))
                + " it is cut short or damaged, so download it again");
      }
      ranges.put(storage.key(), new FileRange(channel, position, storage.bytes()));
      position += storage.bytes();
    }
  }

  private long elements(long position) throws IOException {
    ByteBuffer count = ByteBuffer.allocate(Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    new FileRange(channel, position, Long.BYTES).read(0, count);
    return count.getLong(0);
  }

  private FileRange range(String key) throws FormatException {
    FileRange range = ranges.get(key);
    if (range == null) {
      throw new FormatException(
          "the file lacks storage %s; download it again".formatted(FormatException.quoted(key)));
    }
    return range;
  }
}
