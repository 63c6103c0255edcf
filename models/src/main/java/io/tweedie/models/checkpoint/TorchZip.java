package io.tweedie.models.checkpoint;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;

/**
 * The zip of {@code torch.save} since 1.6: a folder of any name with {@code data.pkl}, the storages
 * {@code data/0}, {@code data/1}, ... and {@code byteorder}.
 */
final class TorchZip {

  private static final String PICKLE = "/data.pkl";
  private static final long LARGEST_PICKLE = 64L << 20;
  private static final int LARGEST_NOTE = 64;

  /** Names that torch gives to records have no more than two of a kind. */
  private static final int MOST_ALIKE = 64;

  private final ZipFile zip;
  private final long fileSize;
  private final Map<String, ZipRecord> records = new HashMap<>();

  private TorchZip(ZipFile zip, long fileSize) throws FormatException {
    this.zip = zip;
    this.fileSize = fileSize;
    Map<Integer, Integer> alike = new HashMap<>();
    for (ZipEntry entry : entries(zip)) {
      if (records.put(entry.getName(), record(entry)) != null) {
        throw new FormatException(
            "the zip has two records named %s; write the file again"
                .formatted(FormatException.quoted(entry.getName())));
      }
      // The library would compare each of them with all others, again for each that is read.
      if (alike.merge(entry.getName().hashCode(), 1, Integer::sum) > MOST_ALIKE) {
        throw new FormatException(
            "the zip's records have names that torch.save does not give; it is no ordinary"
                + " checkpoint, so write it again");
      }
    }
  }

  private static List<? extends ZipEntry> entries(ZipFile zip) throws FormatException {
    try {
      return Collections.list(zip.entries());
    } catch (IllegalArgumentException e) {
      // So the library says that a name or comment is not in the encoding that it claims.
      throw new FormatException(
          "the zip has names or comments that are not UTF-8; write the file again", e);
    }
  }

  static TorchFile open(Path file) throws IOException {
    ZipFile zip;
    try {
      zip = new ZipFile(file.toFile());
    } catch (ZipException e) {
      throw new FormatException(
          "the zip is damaged or cut short (%s); download the file again".formatted(e.getMessage()),
          e);
    } catch (IllegalArgumentException e) {
      throw new FormatException(
          "the zip has names or comments that are not UTF-8; write the file again", e);
    }
    try {
      return new TorchZip(zip, Files.size(file)).read(file);
    } catch (IOException | RuntimeException e) {
      zip.close();
      throw e;
    }
  }

  private TorchFile read(Path file) throws IOException {
    ZipRecord pickle = pickle();
    String folder = pickle.name().substring(0, pickle.name().length() - PICKLE.length());
    requireLittleEndian(folder);
    byte[] bytes = new byte[(int) pickle.size()];
    pickle.read(0, ByteBuffer.wrap(bytes));
    TorchClasses classes = new TorchClasses(new Budget(bytes.length));
    Object root =
        PickleMachine.load(new PickleInput(new ByteArrayInputStream(bytes), bytes.length), classes);
    return TorchFile.of(file, fileSize, zip, root, classes, storage -> storage(folder, storage));
  }

  private ZipRecord pickle() throws FormatException {
    List<String> names =
        records.keySet().stream()
            .filter(name -> name.endsWith(PICKLE))
            .filter(name -> name.indexOf('/') == name.length() - PICKLE.length())
            .toList();
    if (names.size() != 1) {
      throw new FormatException(
          "the zip has %d records named FOLDER/data.pkl where torch.save writes one; it is another"
                  .formatted(names.size())
              + " kind of zip, so name a file that torch.save wrote");
    }
    ZipRecord pickle = record(names.get(0));
    if (pickle.size() > LARGEST_PICKLE) {
      throw new FormatException(
          "the pickle takes %d bytes; at most %d are read, so save only the state dictionary"
              .formatted(pickle.size(), LARGEST_PICKLE));
    }
    return pickle;
  }

  private void requireLittleEndian(String folder) throws IOException {
    String name = folder + "/byteorder";
    if (!records.containsKey(name)) {
      return;
    }
    ZipRecord note = record(name);
    byte[] order = new byte[(int) Math.min(note.size(), LARGEST_NOTE)];
    note.read(0, ByteBuffer.wrap(order));
    String text = new String(order, StandardCharsets.ISO_8859_1);
    if (!text.strip().equals("little")) {
      throw new FormatException(
          "the byte order is %s; save the file again on a little-endian machine"
              .formatted(FormatException.quoted(text)));
    }
  }

  private ByteSource storage(String folder, PickledStorage storage) throws FormatException {
    ZipRecord record = record(folder + "/data/" + storage.key());
    boolean sized = storage.type().bytes() > 0;
    if (sized && record.size() != storage.bytes()) {
      throw new FormatException(
          "storage %s should have %d bytes, but its record has %d; write the file again"
              .formatted(FormatException.quoted(storage.key()), storage.bytes(), record.size()));
    }
    return record;
  }

  private ZipRecord record(String name) throws FormatException {
    ZipRecord record = records.get(name);
    if (record == null) {
      throw new FormatException(
          "the zip lacks the record %s; download the file again"
              .formatted(FormatException.quoted(name)));
    }
    return record;
  }

  private ZipRecord record(ZipEntry entry) throws FormatException {
    boolean stored = entry.getMethod() == ZipEntry.STORED;
    boolean sane =
        entry.getSize() >= 0
            && entry.getCompressedSize() >= 0
            && entry.getCompressedSize() <= fileSize
            && (!stored || entry.getSize() == entry.getCompressedSize());
    if (!sane) {
      throw new FormatException(
          "record %s of the zip claims %d bytes in %d of a file of %d; download the file again"
              .formatted(
                  FormatException.quoted(entry.getName()),
                  entry.getSize(),
                  entry.getCompressedSize(),
                  fileSize));
    }
    return new ZipRecord(zip, entry);
  }
}
