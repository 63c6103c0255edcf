package io.tweedie.models.checkpoint;

import java.math.BigInteger;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The tree of a pickle, flattened: tensors and plain values by their dotted names. */
final class TorchContents {

  private static final int MAX_DEPTH = 100;

  /** What the names of classes begin with that a program of TorchScript defines. */
  private static final String SCRIPT = "__torch__.";

  /** Makers of values that may well stand beside tensors. */
  private static final Set<String> OF_VALUES =
      Set.of("datetime", "decimal", "fractions", "pathlib", "torch", "uuid");

  private final Map<String, PickledTensor> tensors = new LinkedHashMap<>();
  private final Map<String, String> unread = new LinkedHashMap<>();
  private final Map<String, String> metadata = new LinkedHashMap<>();
  private final Budget budget;

  private TorchContents(Budget budget) {
    this.budget = budget;
  }

  /**
   * Flattens what a pickle holds.
   *
   * @param budget what is left of what the pickle may cost
   */
  static TorchContents of(Object root, Budget budget) throws FormatException {
    if (root instanceof OpaqueObject module && module.maker().startsWith(SCRIPT)) {
      // An archive of TorchScript: a program, and the module that it runs, by its attributes.
      TorchContents contents = new TorchContents(budget);
      for (PythonDictionary attributes : module.named()) {
        contents.visit("", attributes, 0);
      }
      return contents;
    }
    if (root instanceof OpaqueObject opaque) {
      throw new FormatException(
          "the file holds a whole pickled object, %s, which is never brought to life here; in"
                  .formatted(FormatException.quoted(opaque.toString()))
              + " Python, save its state_dict() instead");
    }
    TorchContents contents = new TorchContents(budget);
    if (root instanceof PickledTensor || root instanceof UnreadTensor) {
      contents.visit("tensor", root, 0);
    } else if (root instanceof PythonDictionary
        || root instanceof List<?>
        || root instanceof PythonTuple) {
      contents.visit("", root, 0);
    } else {
      throw new FormatException("the file holds a single value rather than named tensors");
    }
    return contents;
  }

  Map<String, PickledTensor> tensors() {
    return tensors;
  }

  /** What is or may hold a tensor and is not read, and why. */
  Map<String, String> unread() {
    return unread;
  }

  Map<String, String> metadata() {
    return metadata;
  }

  private void visit(String name, Object value, int depth) throws FormatException {
    budget.spend(4);
    budget.spendText(name.length());
    if (depth > MAX_DEPTH) {
      throw tooDeep(name);
    }
    if (value instanceof PickledTensor tensor) {
      budget.spend(tensor.shape().size());
      put(tensors, name, tensor);
    } else if (value instanceof UnreadTensor tensor) {
      put(unread, name, tensor.reason());
    } else if (value instanceof PythonDictionary dictionary) {
      visitEntries(name, dictionary, depth);
    } else if (value instanceof PythonTuple tuple) {
      visitAll(name, tuple.items(), depth);
    } else if (value instanceof List<?> list) {
      visitAll(name, list, depth);
    } else if (value instanceof OpaqueObject opaque) {
      visitOpaque(name, opaque, depth);
    } else {
      put(metadata, name, text(value));
    }
  }

  private void visitEntries(String name, PythonDictionary dictionary, int depth)
      throws FormatException {
    int tensorsHere = 0;
    for (int i = 0; i < dictionary.size(); i++) {
      Object value = dictionary.value(i);
      visit(join(name, keyName(dictionary.key(i), i)), value, depth + 1);
      tensorsHere += value instanceof PickledTensor || value instanceof UnreadTensor ? 1 : 0;
    }
    if (tensorsHere > 0 && 2 * tensorsHere >= dictionary.size()) {
      refuseCalls(name, dictionary);
    }
  }

  /** In a dictionary of tensors, the result of a call was to be a tensor too. */
  private void refuseCalls(String name, PythonDictionary tensors) throws FormatException {
    for (int i = 0; i < tensors.size(); i++) {
      if (tensors.value(i) instanceof OpaqueObject opaque
          && opaque.isPlainCall()
          && !OF_VALUES.contains(opaque.maker().split("\\.", 2)[0])) {
        unread.put(
            join(name, keyName(tensors.key(i), i)),
            "it would be the result of %s, which is never called"
                .formatted(FormatException.quoted(opaque.maker())));
      }
    }
  }

  private void visitAll(String name, List<?> items, int depth) throws FormatException {
    for (int i = 0; i < items.size(); i++) {
      visit(join(name, Integer.toString(i)), items.get(i), depth + 1);
    }
  }

  /** Attributes of an unknown object appear as its entries. */
  private void visitOpaque(String name, OpaqueObject opaque, int depth) throws FormatException {
    put(metadata, name, text(opaque));
    for (PythonDictionary attributes : opaque.named()) {
      visit(name, attributes, depth + 1);
    }
    if (holdsTensor(opaque.nameless(), name, depth)) {
      put(
          unread,
          name,
          "it would be made from a tensor by %s, which is never called"
              .formatted(FormatException.quoted(opaque.maker())));
    }
  }

  private boolean holdsTensor(Object value, String name, int depth) throws FormatException {
    budget.spend(1);
    if (depth > MAX_DEPTH) {
      throw tooDeep(name);
    }
    if (value instanceof PickledTensor
        || value instanceof UnreadTensor
        || value instanceof PickledStorage) {
      return true;
    }
    if (value instanceof PythonTuple tuple) {
      return holdsTensor(tuple.items(), name, depth + 1);
    }
    if (value instanceof List<?> list) {
      for (Object item : list) {
        if (holdsTensor(item, name, depth + 1)) {
          return true;
        }
      }
    } else if (value instanceof PythonDictionary dictionary) {
      for (int i = 0; i < dictionary.size(); i++) {
        if (holdsTensor(dictionary.value(i), name, depth + 1)) {
          return true;
        }
      }
    } else if (value instanceof OpaqueObject opaque) {
      return holdsTensor(opaque.named(), name, depth + 1)
          || holdsTensor(opaque.nameless(), name, depth + 1);
    }
    return false;
  }

  /** A key as part of a name; one that is no name, such as a tuple, goes by its place. */
  private String keyName(Object key, int index) throws FormatException {
    boolean plain =
        key instanceof String
            || key instanceof Long
            || key instanceof BigInteger
            || key instanceof Double
            || key instanceof Boolean
            || key instanceof PythonName;
    return plain ? text(key) : "<key " + index + ">";
  }

  private String join(String prefix, String key) throws FormatException {
    budget.spendText(key.length());
    return prefix.isEmpty() ? key : prefix + "." + key;
  }

  private String text(Object value) throws FormatException {
    if (value instanceof String text) {
      return text;
    }
    if (value instanceof BigInteger number) {
      // Its digits take a time that grows with the square of their number.
      budget.spend(number.bitLength());
    }
    String text =
        value instanceof byte[] bytes
            ? "<" + bytes.length + " bytes>"
            : value instanceof PickledStorage ? "<storage>" : String.valueOf(value);
    budget.spendText(text.length());
    return text;
  }

  private static <T> void put(Map<String, T> target, String name, T value) throws FormatException {
    if (target.putIfAbsent(name, value) != null) {
      throw new FormatException(
          "two values have the same name %s; save only the state dictionary"
              .formatted(FormatException.quoted(name)));
    }
  }

  private static FormatException tooDeep(String name) {
    return new FormatException(
        "the values at %s are nested too deep, or contain themselves; save only the state"
                .formatted(FormatException.quoted(name))
            + " dictionary");
  }
}
