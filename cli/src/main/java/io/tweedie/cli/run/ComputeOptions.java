package io.tweedie.cli.run;

import io.tweedie.restore.spec.ComputeSpec;
import picocli.CommandLine.Option;

/** How networks compute, on the command line. */
public final class ComputeOptions {

  @Option(
      names = "--precision",
      paramLabel = "P",
      description =
          "Number format inside the network: fp32, bf16, or auto (bf16 where the processor is"
              + " fast at it).")
  private String precision;

  @Option(
      names = "--layout",
      paramLabel = "L",
      description =
          "Memory layout inside the network: channels-last, contiguous, or auto (what the processor"
              + " is faster at; small images contiguous). Changes speed, not meaning.")
  private String layout;

  @Option(
      names = "--device",
      paramLabel = "D",
      defaultValue = "cpu",
      description =
          "Where the network computes: cpu, cuda or cuda:1 (default: ${DEFAULT-VALUE}). CUDA needs"
              + " a build with -Pcuda.")
  private String device;

  @Option(
      names = "--batching",
      paramLabel = "B",
      description =
          "Whether a picture has the same bits in any batch: invariant, or fast, where pictures of"
              + " a batch go through the network at once and may change each other's last bits"
              + " (default: invariant; text-to-image models are fast).")
  private String batching;

  @Option(
      names = "--activations",
      paramLabel = "A",
      description =
          "What becomes of a network's inner results where a method takes gradients through it:"
              + " kept, or recomputed, for a fraction of the memory and about a third more time"
              + " (default: kept).")
  private String activations;

  /** What was said of it. */
  public ComputeSpec spec() {
    return new ComputeSpec(precision, layout, device, batching, activations);
  }
}
