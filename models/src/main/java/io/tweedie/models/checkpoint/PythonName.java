package io.tweedie.models.checkpoint;

/** A class or function that a pickle refers to. Only its name: nothing is ever loaded or called. */
final class PythonName {

  /** Characters of module or name; a longer one is no name, and would be copied often. */
  static final int LONGEST = 512;

  private final String module;
  private final String name;
  private final String dotted;

  /**
   * @param module such as {@code torch._utils}
   * @param name such as {@code _rebuild_tensor_v2}
   */
  PythonName(String module, String name) throws FormatException {
    if (module.length() > LONGEST || name.length() > LONGEST) {
      throw new FormatException("the pickle names a class in more than " + LONGEST + " characters");
    }
    this.module = module;
    this.name = name;
    this.dotted = module + "." + name;
  }

  String module() {
    return module;
  }

  String name() {
    return name;
  }

  /** Both, with a dot between them. */
  @Override
  public String toString() {
    return dotted;
  }
}
