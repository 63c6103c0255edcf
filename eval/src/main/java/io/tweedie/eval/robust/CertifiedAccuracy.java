package io.tweedie.eval.robust;

import io.tweedie.core.attack.Certificate;
import java.util.ArrayList;
import java.util.List;

/** How many images are proved to be told right within a radius (Cohen et al. 2019, section 4). */
public final class CertifiedAccuracy {

  private record Proved(long truth, Certificate certificate) {}

  private final List<Proved> images = new ArrayList<>();

  /** Counts an image. */
  public void add(long truth, Certificate certificate) {
    images.add(new Proved(truth, certificate));
  }

  /** How many images were seen. */
  public int images() {
    return images.size();
  }

  /** The share in percent that is proved right within a Euclidean radius, in units of [0, 1]. */
  public double percent(double radius) {
    return share(images.stream().filter(i -> i.certificate().proves(i.truth(), radius)).count());
  }

  /** The share in percent of which nothing is proved. */
  public double abstained() {
    return share(images.stream().filter(i -> i.certificate().label().isEmpty()).count());
  }

  private double share(long count) {
    return 100.0 * count / images.size();
  }
}
