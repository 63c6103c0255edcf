package io.tweedie.restore.spec;

import io.tweedie.core.tensor.Activations;
import io.tweedie.core.tensor.Batching;
import io.tweedie.core.tensor.Compute;
import io.tweedie.core.tensor.Device;
import io.tweedie.core.tensor.Layout;
import io.tweedie.core.tensor.Precision;
import io.tweedie.restore.record.Processor;
import java.io.Serializable;

/**
 * How networks compute, in words.
 *
 * @param precision number format inside: {@code fp32}, {@code bf16}, or {@code auto} (bf16 where
 *     the processor is fast at it), which it is if absent
 * @param layout memory layout inside: {@code channels-last}, {@code contiguous}, or {@code auto}
 *     (what the processor is faster at), which it is if absent
 * @param device {@code cpu}, {@code cuda} or {@code cuda:1}; cpu if absent
 * @param batching {@code invariant}, where an image has the same bits in any batch, or {@code
 *     fast}; invariant if absent
 * @param activations {@code kept}, or {@code recomputed} for gradients in little memory; kept if
 *     absent
 */
public record ComputeSpec(
    String precision, String layout, String device, String batching, String activations)
    implements Serializable {

  /** What this machine is fastest at. */
  public static final ComputeSpec USUAL = new ComputeSpec(null, null, null, null);

  private static final String AUTO = "auto";

  /** With activations that are kept. */
  public ComputeSpec(String precision, String layout, String device, String batching) {
    this(precision, layout, device, batching, null);
  }

  /**
   * The same with what is fastest for images of about 32x32, where nothing else is said: single
   * precision and contiguous memory let a network see whole batches at once.
   */
  public ComputeSpec forSmallImages() {
    return new ComputeSpec(
        precision == null ? Precision.FLOAT32.word() : precision,
        layout == null || layout.equals(AUTO) ? Layout.CONTIGUOUS.word() : layout,
        device,
        batching,
        activations);
  }

  /** The same with another number format where none is said. */
  public ComputeSpec orPrecision(String usual) {
    return precision == null ? new ComputeSpec(usual, layout, device, batching, activations) : this;
  }

  /**
   * How a network computes.
   *
   * @throws IllegalArgumentException if a name is not known, or the device is not to be had
   */
  public Compute compute() {
    return Compute.REFERENCE
        .with(
            precision == null || precision.equals(AUTO)
                ? Processor.fastPrecision()
                : Precision.parse(precision))
        .with(
            layout == null || layout.equals(AUTO)
                ? Processor.fastLayout(System.getProperty("os.arch"))
                : Layout.parse(layout))
        .with(device == null ? Device.CPU : new Device(device).requireAvailable())
        .with(batching == null ? Batching.INVARIANT : Batching.parse(batching))
        .with(activations == null ? Activations.KEPT : Activations.parse(activations));
  }
}
