package io.tweedie.models.checkpoint;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** The kinds of checkpoint, told apart by their first bytes; file names lie too often. */
enum FileSignature {
  SAFETENSORS,
  ZIP,
  PICKLE,
  /** JSON, as the index of a checkpoint in several files is. */
  INDEX;

  private static final int LENGTH = 64;

  /** Where the header of safetensors begins, behind its length. */
  private static final int HEADER = 8;

  static FileSignature of(Path file) throws IOException {
    if (Files.isDirectory(file)) {
      throw new FormatException("this is a directory; name a checkpoint file inside it");
    }
    byte[] start;
    try (InputStream in = Files.newInputStream(file)) {
      start = in.readNBytes(LENGTH);
    }
    if (start.length == 0) {
      throw new FormatException("the file is empty; download or write it again");
    }
    if (startsWith(start, "PK\3\4")) {
      return ZIP;
    }
    if (new String(start, StandardCharsets.ISO_8859_1).strip().startsWith("{")
        && !(start.length > HEADER && isBelow4GiB(start))) {
      return INDEX;
    }
    boolean header = start.length > HEADER && start[HEADER] == '{';
    if (beginsAsPickle(start) && !(header && isBelow4GiB(start))) {
      return PICKLE;
    }
    if (header) {
      return SAFETENSORS;
    }
    throw new FormatException(guess(start));
  }

  private static boolean beginsAsPickle(byte[] start) {
    return start.length > 1 && start[0] == (byte) Opcodes.PROTO && start[1] >= 2 && start[1] <= 5;
  }

  /**
   * Whether the first eight bytes, the lowest first, are the length of a header in memory. The
   * lowest two may be those that a pickle begins with; its next ones are never all zero.
   */
  private static boolean isBelow4GiB(byte[] start) {
    return start[4] == 0 && start[5] == 0 && start[6] == 0 && start[7] == 0;
  }

  private static String guess(byte[] start) {
    if (startsWith(start, "version https://git-lfs")) {
      return "this is a Git LFS pointer, not the checkpoint it stands for; run 'git lfs pull' or"
          + " download the file itself";
    }
    if (startsWith(start, "<")) {
      return "this looks like a web page, not a checkpoint; the download answered with a page,"
          + " so look at the link in a browser";
    }
    return "this is neither a safetensors file nor one that torch.save wrote; convert it to"
        + " safetensors in the program that wrote it, or download it again";
  }

  private static boolean startsWith(byte[] start, String text) {
    return new String(start, StandardCharsets.ISO_8859_1).startsWith(text);
  }
}
