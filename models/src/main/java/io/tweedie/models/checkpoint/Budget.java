package io.tweedie.models.checkpoint;

/**
 * What reading a pickle may cost. A pickle recalls values by name, so that a few bytes of it can
 * stand for any number of objects; what it unfolds into is therefore counted, in units of about 32
 * bytes of memory, and held against its size.
 */
final class Budget {

  // A state dictionary takes about 60 units for each tensor, and has 150 bytes for it.
  private static final long UNITS_PER_BYTE = 16;
  private static final long ALWAYS = 100_000;
  private static final long LARGEST = 8_000_000;

  private long left;

  /**
   * @param bytes of the pickle
   */
  Budget(long bytes) {
    left = Math.min(LARGEST, ALWAYS + UNITS_PER_BYTE * bytes);
  }

  /** Pays for something before it is made. */
  void spend(long units) throws FormatException {
    left -= units;
    if (left < 0) {
      throw new FormatException(
          "the pickle has too many values, or repeats them too often; save only the state"
              + " dictionary");
    }
  }

  /** Pays for text of that many characters. */
  void spendText(int length) throws FormatException {
    spend(1 + length / 16);
  }
}
