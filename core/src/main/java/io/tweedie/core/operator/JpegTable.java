package io.tweedie.core.operator;

import java.util.Arrays;

/**
 * The quantisation tables that ITU-T T.81 (1992), Annex K, gives as examples and all codecs use.
 */
public enum JpegTable {
  /** Table K.1. */
  LUMINANCE(
      16, 11, 10, 16, 24, 40, 51, 61, //
      12, 12, 14, 19, 26, 58, 60, 55, //
      14, 13, 16, 24, 40, 57, 69, 56, //
      14, 17, 22, 29, 51, 87, 80, 62, //
      18, 22, 37, 56, 68, 109, 103, 77, //
      24, 35, 55, 64, 81, 104, 113, 92, //
      49, 64, 78, 87, 103, 121, 120, 101, //
      72, 92, 95, 98, 112, 100, 103, 99),
  /** Table K.2. */
  CHROMINANCE(
      17, 18, 24, 47, 99, 99, 99, 99, //
      18, 21, 26, 66, 99, 99, 99, 99, //
      24, 26, 56, 99, 99, 99, 99, 99, //
      47, 66, 99, 99, 99, 99, 99, 99, //
      99, 99, 99, 99, 99, 99, 99, 99, //
      99, 99, 99, 99, 99, 99, 99, 99, //
      99, 99, 99, 99, 99, 99, 99, 99, //
      99, 99, 99, 99, 99, 99, 99, 99);

  private static final int MIDDLE_QUALITY = 50;
  private static final int LARGEST_BASELINE_STEP = 255;

  private final int[] steps;

  JpegTable(int... steps) {
    this.steps = steps;
  }

  /**
   * The table scaled to a quality, as the library of the Independent JPEG Group does it, in whole
   * numbers: at 50 as it stands, at 100 all ones.
   *
   * @param quality from 1 to 100
   * @return 64 steps by row, the lowest frequency first
   */
  public int[] scaled(int quality) {
    int percent = quality < MIDDLE_QUALITY ? 5000 / quality : 200 - 2 * quality;
    return Arrays.stream(steps)
        .map(step -> Math.max(1, Math.min(LARGEST_BASELINE_STEP, (step * percent + 50) / 100)))
        .toArray();
  }
}
