package io.tweedie.eval.metric;

import java.util.Optional;

/**
 * What a table says of LPIPS.
 *
 * @param network what measured it, and with which weights; empty if nothing did
 * @param gap stands where a value is missing, and says why
 */
public record LpipsNote(Optional<String> network, String gap) {

  /** Nothing is measured, because there are no weights where {@link LpipsWeights} looks. */
  public static LpipsNote withoutWeights() {
    return new LpipsNote(Optional.empty(), "not measured: " + LpipsWeights.ofUser().advice());
  }

  /** What is to be said with a network, or without one. */
  public static LpipsNote of(Optional<Lpips> network) {
    return network.map(Lpips::note).orElseGet(LpipsNote::withoutWeights);
  }

  /** The network, or why there is none. */
  public String text() {
    return network.orElse(gap);
  }
}
