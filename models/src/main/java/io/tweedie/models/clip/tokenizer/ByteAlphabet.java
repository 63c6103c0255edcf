package io.tweedie.models.clip.tokenizer;

import java.util.ArrayList;
import java.util.List;

/**
 * The characters that stand for bytes in the vocabularies of byte-level byte-pair encoding, so that
 * these are text without spaces: a printable byte of Latin-1 stands for itself, the others for the
 * characters from 256 on (Radford et al. 2019, code of GPT-2).
 */
final class ByteAlphabet {

  private static final int BYTES = 256;
  private static final char[] LETTERS = new char[BYTES];
  private static final int[] VALUES = new int[2 * BYTES];
  private static final List<String> IN_ORDER = new ArrayList<>();

  static {
    List<String> shifted = new ArrayList<>();
    for (int value = 0; value < BYTES; value++) {
      boolean printable = isPrintable(value);
      LETTERS[value] = (char) (printable ? value : BYTES + shifted.size());
      VALUES[LETTERS[value]] = value;
      (printable ? IN_ORDER : shifted).add(String.valueOf(LETTERS[value]));
    }
    IN_ORDER.addAll(shifted);
  }

  private ByteAlphabet() {}

  private static boolean isPrintable(int value) {
    return value >= '!' && value <= '~' || value >= 0xA1 && value != 0xAD;
  }

  /** All 256 letters in the order of CLIP's vocabulary, the printable bytes first. */
  static List<String> letters() {
    return List.copyOf(IN_ORDER);
  }

  /** The letter of a byte. */
  static String letter(byte value) {
    return String.valueOf(LETTERS[value & 0xFF]);
  }

  /** The bytes of letters; characters that are no letters stand for a question mark. */
  static byte[] bytes(String letters) {
    byte[] bytes = new byte[letters.length()];
    for (int i = 0; i < bytes.length; i++) {
      char letter = letters.charAt(i);
      boolean known = letter < VALUES.length && LETTERS[VALUES[letter]] == letter;
      bytes[i] = (byte) (known ? VALUES[letter] : '?');
    }
    return bytes;
  }
}
