package io.tweedie.images.procedural;

import java.util.random.RandomGenerator;

/**
 * Lines of random capitals and digits, drawn by a round pen. The letters are this project's own, so
 * that they are the same on machines with any fonts and with none.
 */
final class StrokeText {

  private static final int BASE = 6;
  private static final double WIDTH = 4;
  private static final double ADVANCE = 5.5;

  /** Strokes on a lattice of 5 x 7 points: each point is a column and a row from the top. */
  private static final String[] LETTERS = {
    "062046 1434",
    "06003041423303 3344453606",
    "4130100105163645",
    "00062644422000",
    "40000646 0333",
    "400006 0333",
    "41301001051636454323",
    "0006 4046 0343",
    "2026",
    "4045361605",
    "0006 400346",
    "000646",
    "0600234046",
    "06004640",
    "103041453616050110",
    "06003041423303",
    "103041453616050110 2446",
    "06003041423303 2346",
    "413010010213334445361605",
    "0040 2026",
    "000516364540",
    "002640",
    "0016233640",
    "0046 4006",
    "002340 2326",
    "00400646",
    "112026",
    "01103041420646",
    "004023334445361605",
    "300444 3236",
    "4000033344453606",
    "40100105163645443303",
    "004016",
    "133344453616050413020110304142 4233",
    "43130201103041453606"
  };

  private StrokeText() {}

  /** Writes over a canvas, in one colour and one direction, from a random place on. */
  static void write(Canvas canvas, Tones tones, Palette palette, RandomGenerator random) {
    double unit = StrictMath.exp(random.nextDouble(0.4, 2.6));
    double pen = random.nextDouble(0.25, 0.8);
    double turn = random.nextBoolean() ? 0 : 0.6 * random.nextGaussian();
    double cosine = StrictMath.cos(turn) / unit;
    double sine = StrictMath.sin(turn) / unit;
    double spacing = random.nextDouble(9, 14);
    int lines = random.nextInt(1, 8);
    float[] ink = palette.colour(random);
    Fill fill = new Fill(tones, ink, canvas.side(), random);
    double x0 = canvas.side() * random.nextDouble(0, 0.5);
    double y0 = canvas.side() * random.nextDouble(0, 0.9);
    long words = random.nextLong();
    for (int y = 0; y < canvas.side(); y++) {
      for (int x = 0; x < canvas.side(); x++) {
        double u = (x - x0) * cosine + (y - y0) * sine;
        double v = (y - y0) * cosine - (x - x0) * sine;
        int line = (int) Math.floor(v / spacing);
        int letter = (int) Math.floor(u / ADVANCE);
        if (letter >= 0 && line >= 0 && line < lines) {
          String strokes = letter(words, line, letter);
          if (near(strokes, u - ADVANCE * letter - 0.75, v - spacing * line - 1, pen)) {
            canvas.paint(y * canvas.side() + x, fill, x, y);
          }
        }
      }
    }
  }

  /** The letter at a place, or nothing, as between words. */
  private static String letter(long words, int line, int column) {
    long mixed = (words + 31L * line + column) * 0x9E3779B97F4A7C15L;
    int drawn = (int) ((mixed >>> 33) % (LETTERS.length + 7));
    return drawn < LETTERS.length ? LETTERS[drawn] : "";
  }

  private static boolean near(String strokes, double x, double y, double pen) {
    if (x < -1 || x > WIDTH + 1 || y < -1 || y > BASE + 1) {
      return false;
    }
    for (int i = 2; i < strokes.length(); i += 2) {
      if (strokes.charAt(i) == ' ') {
        i++;
      } else if (distance(strokes, i, x, y) < pen * pen) {
        return true;
      }
    }
    return false;
  }

  /** Squared distance from the piece of a stroke that ends at a point of it. */
  private static double distance(String strokes, int end, double x, double y) {
    double ax = strokes.charAt(end - 2) - '0';
    double ay = strokes.charAt(end - 1) - '0';
    double dx = strokes.charAt(end) - '0' - ax;
    double dy = strokes.charAt(end + 1) - '0' - ay;
    double share = ((x - ax) * dx + (y - ay) * dy) / (dx * dx + dy * dy);
    double along = Math.max(0, Math.min(1, share));
    double ex = x - ax - along * dx;
    double ey = y - ay - along * dy;
    return ex * ex + ey * ey;
  }
}
