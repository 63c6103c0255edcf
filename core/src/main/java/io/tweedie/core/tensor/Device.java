package io.tweedie.core.tensor;

import static org.bytedeco.pytorch.global.torch.cuda_is_available;

import java.util.regex.Pattern;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * Where tensors are and computations happen.
 *
 * <p>Only networks are told. Everything else that a run makes follows the device of its input.
 *
 * @param name {@code cpu}, {@code cuda}, {@code cuda:1}, or {@code meta}, on which tensors have
 *     shapes and no numbers
 */
public record Device(String name) {

  private static final Pattern NAME = Pattern.compile("cpu|meta|cuda(:\\d{1,2})?");

  /** The processor. */
  public static final Device CPU = new Device("cpu");

  /** Shapes without numbers, to find what would stay behind on another device. */
  public static final Device META = new Device("meta");

  /**
   * Refuses other names.
   *
   * @throws IllegalArgumentException listing those there are
   */
  public Device {
    if (!NAME.matcher(name).matches()) {
      throw new IllegalArgumentException(
          "device '" + name + "' is not known; choose cpu, cuda or cuda:1 (the second of several)");
    }
    // One device has one name, by which records and fingerprints know it.
    name = name.equals("cuda") ? "cuda:0" : name;
  }

  /** The device on which a tensor is. */
  public static Device of(Tensor x) {
    if (x.is_cpu()) {
      return CPU;
    }
    return x.is_meta() ? META : new Device("cuda:" + x.device().index());
  }

  /**
   * Checks that this machine and these natives have it.
   *
   * @return this
   * @throws IllegalArgumentException saying what is missing
   */
  public Device requireAvailable() {
    if (name.startsWith("cuda") && !cuda_is_available()) {
      throw new IllegalArgumentException(
          "no CUDA device can be used here: it takes an NVIDIA GPU with its driver, and a build with"
              + " -Pcuda; compute on the cpu instead");
    }
    return this;
  }

  /** The tensor on this device; itself where it is there. */
  public Tensor move(Tensor x) {
    return equals(of(x)) ? x : x.to(torch(), x.scalar_type().intern());
  }

  /** The tensor on this device in a number format; itself where it is so. */
  public Tensor move(Tensor x, ScalarType type) {
    return equals(of(x)) ? x.to(type) : x.to(torch(), type);
  }

  /** The tensor library's name of this device. */
  public org.bytedeco.pytorch.Device torch() {
    return new org.bytedeco.pytorch.Device(name);
  }

  @Override
  public String toString() {
    return name;
  }
}
