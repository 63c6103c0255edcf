package io.tweedie.core.tensor;

import org.bytedeco.pytorch.Tensor;

/**
 * How a network computes: what decides its speed and its last bits, and nothing else.
 *
 * @param device where its weights are; inputs come to it and results go back to where those were
 * @param precision number format of the inner layers
 * @param layout memory layout of the inner layers
 * @param batching whether bits may depend on batch mates
 * @param activations what it does with the results of its layers if it is differentiated
 */
public record Compute(
    Device device, Precision precision, Layout layout, Batching batching, Activations activations) {

  /** Single precision in plain order on the processor, which every other choice is measured by. */
  public static final Compute REFERENCE =
      new Compute(
          Device.CPU, Precision.FLOAT32, Layout.CONTIGUOUS, Batching.INVARIANT, Activations.KEPT);

  /** Single precision on the processor, in the layout that is usually fastest there. */
  public static final Compute STANDARD = REFERENCE.with(Layout.CHANNELS_LAST);

  /** An input as the inner layers take it; itself where it is so. */
  public Tensor inner(Tensor x) {
    return device.move(x, precision.scalarType()).contiguous(layout.memoryFormat());
  }

  /** All that changes results by their rounding, as records hold it. */
  @Override
  public String toString() {
    String where = device.equals(Device.CPU) ? "" : " " + device;
    String batches = batching == Batching.INVARIANT ? "" : " fast";
    return precision.word() + " " + layout.word() + where + batches;
  }

  /** The same elsewhere. */
  public Compute with(Device other) {
    return new Compute(other, precision, layout, batching, activations);
  }

  /** The same in another number format. */
  public Compute with(Precision other) {
    return new Compute(device, other, layout, batching, activations);
  }

  /** The same in another memory layout. */
  public Compute with(Layout other) {
    return new Compute(device, precision, other, batching, activations);
  }

  /** The same with another promise to the images of a batch. */
  public Compute with(Batching other) {
    return new Compute(device, precision, layout, other, activations);
  }

  /** The same with other use of memory where it is differentiated. */
  public Compute with(Activations other) {
    return new Compute(device, precision, layout, batching, other);
  }
}
