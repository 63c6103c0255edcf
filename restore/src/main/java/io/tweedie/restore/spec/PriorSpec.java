package io.tweedie.restore.spec;

/**
 * Which model is asked, and how it computes, in words: {@code model=photos precision=fp32}, or
 * {@code config=ffhq-256 weights=ffhq_10m.pt}.
 *
 * @param model which
 * @param compute how
 */
public record PriorSpec(ModelChoice model, ComputeSpec compute) implements Spec<PriorSpec> {

  /** A model that ships or a folder, as this machine is fastest at it. */
  public static PriorSpec named(String name) {
    return new PriorSpec(ModelChoice.named(name), ComputeSpec.USUAL);
  }

  /** The same model computing in another way. */
  public PriorSpec with(ComputeSpec other) {
    return new PriorSpec(model, other);
  }
}
