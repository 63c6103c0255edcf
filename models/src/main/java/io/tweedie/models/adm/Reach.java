package io.tweedie.models.adm;

/**
 * How far a local network looks around a pixel: from one pixel of the answer back through the
 * layers, the run of positions, along one axis, that each of them takes. The way through the lowest
 * resolution takes all that others take, and more.
 */
final class Reach {

  private final AdmConfig config;
  private int first;
  private int last;

  private Reach(AdmConfig config, int pixel) {
    this.config = config;
    first = pixel;
    last = pixel;
  }

  /** Of the pixel that looks furthest, in pixels. */
  static int of(AdmConfig config) {
    int furthest = 0;
    for (int pixel = 0; pixel < config.sizeMultiple(); pixel++) {
      Reach seen = new Reach(config, pixel);
      seen.goBack();
      furthest = Math.max(furthest, Math.max(pixel - seen.first, seen.last - pixel));
    }
    return furthest;
  }

  private void goBack() {
    int blocks = config.numResBlocks();
    int lowest = config.widths().length - 1;
    end();
    for (int level = 0; level < lowest; level++) {
      widen(2 * (blocks + 1));
      beforeDoubling();
    }
    // At the lowest resolution: the first blocks on the way up, the middle, the last on the way
    // down.
    widen(2 * (blocks + 1) + 2 * 2 + 2 * blocks);
    for (int level = lowest - 1; level >= 0; level--) {
      beforeHalving();
      widen(2 * blocks);
    }
    widen(1);
    first *= config.patch();
    last = last * config.patch() + config.patch() - 1;
  }

  /** The last layer, and the path at full resolution if there is one. */
  private void end() {
    int patch = config.patch();
    int detail = config.detailChannels() == 0 ? 0 : DetailPath.REACH;
    first = Math.min(Math.floorDiv(first, patch) - 1, Math.floorDiv(first - detail, patch));
    last = Math.max(Math.floorDiv(last, patch) + 1, Math.floorDiv(last + detail, patch));
  }

  private void beforeDoubling() {
    widen(convolutions());
    first = Math.floorDiv(first, 2);
    last = Math.floorDiv(last, 2);
  }

  private void beforeHalving() {
    boolean strided = !config.resblockUpdown() && config.convResample();
    widen(strided ? 0 : convolutions());
    first = 2 * first - (strided ? 1 : 0);
    last = 2 * last + 1;
  }

  /** Of 3 x 3, where resolution changes. */
  private int convolutions() {
    if (config.resblockUpdown()) {
      return 2;
    }
    return config.convResample() ? 1 : 0;
  }

  private void widen(int positions) {
    first -= positions;
    last += positions;
  }
}
