package io.tweedie.models.checkpoint;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;

/** The fingerprint by which run records know weights, photos and results. */
public final class Sha256 {

  private Sha256() {}

  /**
   * SHA-256 of a file, in hexadecimal.
   *
   * @throws IOException if it cannot be read
   */
  public static String of(Path file) throws IOException {
    return of(List.of(file));
  }

  /** SHA-256 of bytes, in hexadecimal. */
  public static String of(byte[] content) {
    return HexFormat.of().formatHex(sum().digest(content));
  }

  /**
   * SHA-256 of weights, in hexadecimal: of the file, or if that is the index of a checkpoint in
   * several files, of these one behind the other.
   *
   * @throws IOException if one cannot be read
   */
  public static String ofWeights(Path file) throws IOException {
    return FileSignature.of(file) == FileSignature.INDEX
        ? of(ShardedCheckpoint.shardsOf(file))
        : of(file);
  }

  private static String of(List<Path> files) throws IOException {
    MessageDigest sum = sum();
    for (Path file : files) {
      try (InputStream in = Files.newInputStream(file);
          DigestInputStream digest = new DigestInputStream(in, sum)) {
        digest.transferTo(OutputStream.nullOutputStream());
      }
    }
    return HexFormat.of().formatHex(sum.digest());
  }

  private static MessageDigest sum() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
