package io.tweedie.models.checkpoint;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;

/** Puts pickles and storages into the two containers of torch.save. */
final class TorchBytes {

  private static final byte[] MAGIC =
      new PickleBytes()
          .op(Opcodes.LONG1, 10, 0x6c, 0xfc, 0x9c, 0x46, 0xf9, 0x20, 0x6a, 0xa8, 0x50, 0x19)
          .end();

  private TorchBytes() {}

  /** The records of a zip with one pickle and storage 0. */
  static Map<String, byte[]> records(byte[] pickle, byte[] storage) {
    Map<String, byte[]> records = new LinkedHashMap<>();
    records.put("any/data.pkl", pickle);
    records.put("any/data/0", storage);
    return records;
  }

  static byte[] zip(byte[] pickle, byte[] storage) {
    return zip(records(pickle, storage), ZipEntry.STORED);
  }

  static byte[] zip(Map<String, byte[]> records, int method) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
      for (Map.Entry<String, byte[]> record : records.entrySet()) {
        ZipEntry entry = new ZipEntry(record.getKey());
        entry.setMethod(method);
        entry.setSize(record.getValue().length);
        CRC32 crc = new CRC32();
        crc.update(record.getValue());
        entry.setCrc(crc.getValue());
        zip.putNextEntry(entry);
        zip.write(record.getValue());
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  static Map<String, byte[]> unzip(Path file) throws IOException {
    Map<String, byte[]> records = new LinkedHashMap<>();
    try (ZipFile zip = new ZipFile(file.toFile())) {
      for (ZipEntry entry : Collections.list(zip.entries())) {
        records.put(entry.getName(), zip.getInputStream(entry).readAllBytes());
      }
    }
    return records;
  }

  /** The old stream with one pickle and storage 0 of that many elements. */
  static byte[] stream(byte[] pickle, long elements, byte[] storage) {
    byte[] keys = new PickleBytes().op(Opcodes.EMPTY_LIST).text("0").op(Opcodes.APPEND).end();
    return stream(true, pickle, keys, elements, storage);
  }

  static byte[] stream(
      boolean littleEndian, byte[] pickle, byte[] keys, long elements, byte[] storage) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(MAGIC);
    out.writeBytes(new PickleBytes().integer(1001).end());
    int order = littleEndian ? Opcodes.NEWTRUE : Opcodes.NEWFALSE;
    out.writeBytes(new PickleBytes().dict().text("little_endian").op(order).set().end());
    out.writeBytes(pickle);
    out.writeBytes(keys);
    out.writeBytes(PickleBytes.little(elements, 8));
    out.writeBytes(storage);
    return out.toByteArray();
  }
}
