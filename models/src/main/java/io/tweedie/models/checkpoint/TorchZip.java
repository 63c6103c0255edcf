package io.tweedie.models.checkpoint;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
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

  private final ZipFile zip;
  private final long fileSize;
  private final Map<String, ZipEntry> records = new HashMap<>();

  private TorchZip(ZipFile zip, long fileSize) throws FormatException {
    this.zip = zip;
    this.fileSize = fileSize;
    for (ZipEntry entry : Collections.list(zip.entries())) {
      if (records.put(entry.getName(), entry) != null) {
        throw new FormatException(
            "the zip has two records named %s; write the file again"
                .formatted(FormatException.quoted(entry.getName())));
      }
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
    String name = pickle.entry().getName();
    String folder = name.substring(0, name.length() - PICKLE.length());
    requireLittleEndian(folder);
    Object root;
    try (InputStream in = new BufferedInputStream(zip.getInputStream(pickle.entry()))) {
      root = PickleMachine.load(new PickleInput(in, pickle.size()), new TorchClasses());
    } catch (ZipException e) {
      throw new FormatException(
          "the zip's pickle is damaged (%s); download the file again".formatted(e.getMessage()), e);
    }
    return TorchFile.of(
        file, fileSize, zip, TorchContents.of(root), storage -> storage(folder, storage));
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
    if (record.size() != storage.bytes()) {
      throw new FormatException(
          "storage %s should have %d bytes, but its record has %d; write the file again"
              .formatted(FormatException.quoted(storage.key()), storage.bytes(), record.size()));
    }
    return record;
  }

  private ZipRecord record(String name) throws FormatException {
    ZipEntry entry = records.get(name);
    if (entry == null) {
      throw new FormatException(
          "the zip lacks the record %s; download the file again"
              .formatted(FormatException.quoted(name)));
    }
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
                  FormatException.quoted(name),
                  entry.getSize(),
                  entry.getCompressedSize(),
                  fileSize));
    }
    return new ZipRecord(zip, entry);
  }
}
