package io.tweedie.models.checkpoint;

/**
 * A class or function that a pickle refers to. Only its name: nothing is ever loaded or called.
 *
 * @param module such as {@code torch._utils}
 * @param name such as {@code _rebuild_tensor_v2}
 */
record PythonName(String module, String name) {

  @Override
  public String toString() {
    return module + "." + name;
  }
}
