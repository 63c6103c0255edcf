package io.tweedie.models.checkpoint;

import java.math.BigInteger;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The tree of a pickle, flattened: tensors and plain values by their dotted names. */
final class TorchContents {

  private static final int MAX_DEPTH = 100;

  // A small pickle can recall the same values so often that the flat names fill any memory.
  private static final long MAX_NAME_CHARS = 1L << 27;
  private static final long CHARS_PER_ENTRY = 128;

  private final Map<String, PickledTensor> tensors = new LinkedHashMap<>();
  private final Map<String, String> metadata = new LinkedHashMap<>();
  private long nameChars;

  private TorchContents() {}

  static TorchContents of(Object root) throws FormatException {
    if (root instanceof OpaqueObject opaque) {
      throw new FormatException(
          "the file holds a whole pickled object, %s, which is never brought to life here; in"
                  .formatted(FormatException.quoted(opaque.toString()))
              + " Python, save its state_dict() instead");
    }
    TorchContents contents = new TorchContents();
    if (root instanceof PickledTensor tensor) {
      contents.tensors.put("tensor", tensor);
    } else if (root instanceof Map<?, ?>
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

  Map<String, String> metadata() {
    return metadata;
  }

  private void visit(String name, Object value, int depth) throws FormatException {
    nameChars += name.length() + CHARS_PER_ENTRY;
    if (depth > MAX_DEPTH || nameChars > MAX_NAME_CHARS) {
      throw new FormatException(
          "the values at %s are nested too deep or too often, or contain themselves; save only the"
                  .formatted(FormatException.quoted(name))
              + " state dictionary");
    }
    if (value instanceof PickledTensor tensor) {
      put(tensors, name, tensor);
    } else if (value instanceof Map<?, ?> map) {
      for (Map.Entry<?, ?> entry : map.entrySet()) {
        if (isName(entry.getKey())) {
          visit(join(name, String.valueOf(entry.getKey())), entry.getValue(), depth + 1);
        }
      }
    } else if (value instanceof PythonTuple tuple) {
      visitAll(name, tuple.items(), depth);
    } else if (value instanceof List<?> list) {
      visitAll(name, list, depth);
    } else if (value instanceof OpaqueObject opaque) {
      put(metadata, name, opaque.toString());
      for (Object state : opaque.states()) {
        visitState(name, state, depth);
      }
    } else {
      put(metadata, name, text(value));
    }
  }

  private void visitAll(String name, List<?> items, int depth) throws FormatException {
    for (int i = 0; i < items.size(); i++) {
      visit(join(name, Integer.toString(i)), items.get(i), depth + 1);
    }
  }

  /** Attributes of an unknown object appear as its entries; any other state means nothing here. */
  private void visitState(String name, Object state, int depth) throws FormatException {
    if (state instanceof Map<?, ?>) {
      visit(name, state, depth + 1);
    }
  }

  private static boolean isName(Object key) {
    return key instanceof String
        || key instanceof Long
        || key instanceof BigInteger
        || key instanceof Double
        || key instanceof Boolean;
  }

  private static String join(String prefix, String key) {
    return prefix.isEmpty() ? key : prefix + "." + key;
  }

  private static String text(Object value) {
    return value instanceof byte[] bytes
        ? "<" + bytes.length + " bytes>"
        : value instanceof PickledStorage ? "<storage>" : String.valueOf(value);
  }

  private static <T> void put(Map<String, T> target, String name, T value) throws FormatException {
    if (target.putIfAbsent(name, value) != null) {
      throw new FormatException(
          "two values have the same name %s; save only the state dictionary"
              .formatted(FormatException.quoted(name)));
    }
  }
}
