package io.tweedie.models.checkpoint;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The few classes and functions that a checkpoint of {@code torch.save} needs, each rebuilt here as
 * data. A call of anything else yields an {@link OpaqueObject}, so that a harmful or unknown class
 * stands for nothing while the tensors around it can be read.
 */
final class TorchClasses {

  // Python 2 wrote ordered dictionaries as calls on lists, which must be copied; a list may be
  // recalled for a thousand calls.
  private static final int MAX_COPIED_ENTRIES = 4_000_000;

  // Longer byte strings are data of arrays, which nobody asks for here.
  private static final int LONGEST_ENCODED = 64;

  private final Map<String, PickledStorage> storages = new HashMap<>();
  private int copiedEntries;

  /** All storages that were referred to, by key. */
  Map<String, PickledStorage> storages() {
    return storages;
  }

  /** What Python would get from calling {@code function} with a tuple of arguments. */
  Object call(Object function, Object tuple) throws FormatException {
    if (!(function instanceof PythonName name)) {
      return new OpaqueObject("result of a call");
    }
    List<Object> arguments = sequence(tuple, "the arguments of " + name);
    return switch (name.toString()) {
      case "collections.OrderedDict" -> orderedDictionary(arguments);
      case "collections.defaultdict" -> new LinkedHashMap<>();
      case "torch._utils._rebuild_tensor", "torch._utils._rebuild_tensor_v2" ->
          tensor(name, arguments);
      case "torch._utils._rebuild_tensor_v3" -> typedTensor(name, arguments);
      case "torch._utils._rebuild_parameter", "torch._utils._rebuild_parameter_with_state" ->
          argument(name, arguments, 0);
      case "torch.Size" -> new PythonTuple(sequence(argument(name, arguments, 0), "a torch.Size"));
      case "_codecs.encode" -> encoded(argument(name, arguments, 0));
      case "numpy.dtype" ->
          argument(name, arguments, 0) instanceof String code
              ? new NumpyType(code)
              : new OpaqueObject(name.toString());
      case "numpy.core.multiarray.scalar", "numpy._core.multiarray.scalar" ->
          numpyScalar(name, arguments);
      case "torch.storage._load_from_bytes" ->
          throw new FormatException(
              "the file was written by the plain pickle module, which hides its tensors in nested"
                  + " pickles; save it again with torch.save");
      default -> new OpaqueObject(name.toString());
    };
  }

  /** What Python's {@code __setstate__} would do, as far as it matters for data. */
  void setState(Object target, Object state) {
    if (target instanceof OpaqueObject opaque) {
      opaque.addState(state);
    } else if (target instanceof NumpyType type
        && state instanceof PythonTuple tuple
        && tuple.items().size() > 1
        && tuple.items().get(1) instanceof String mark) {
      type.setOrder(mark);
    }
    // Attributes of dictionaries and tensors, such as _metadata of a state_dict, are not data.
  }

  /** Reads a persistent id: {@code ('storage', class, key, device, elements)}. */
  Object storage(Object id) throws FormatException {
    List<Object> parts = sequence(id, "a reference to a storage");
    if (parts.size() > 1 && "module".equals(parts.get(0))) {
      // Old files keep a class beside its source text this way.
      return parts.get(1);
    }
    if (parts.size() < 5
        || !"storage".equals(parts.get(0))
        || !(parts.get(1) instanceof PythonName type)
        || !(parts.get(2) instanceof String key)
        || !(parts.get(4) instanceof Long elements)) {
      throw new FormatException(
          "the pickle refers to a storage in a way that torch.save does not; the file is damaged");
    }
    if (parts.size() > 5 && parts.get(5) != null) {
      throw new FormatException(
          "the file has views of storages as torch before 0.4 wrote them; save it again with a"
              + " newer torch");
    }
    return remember(key, DType.ofStorage(type), elements);
  }

  private PickledStorage remember(String key, DType dtype, long elements) throws FormatException {
    if (elements < 0 || elements > Long.MAX_VALUE / dtype.bytes()) {
      throw new FormatException(
          "storage %s claims %d elements".formatted(FormatException.quoted(key), elements));
    }
    PickledStorage storage = new PickledStorage(key, dtype, elements * dtype.bytes());
    PickledStorage earlier = storages.putIfAbsent(key, storage);
    if (earlier != null && !earlier.equals(storage)) {
      throw new FormatException(
          "storage %s is described twice, differently: %d bytes of %s and %d bytes of %s"
              .formatted(
                  FormatException.quoted(key),
                  earlier.bytes(),
                  earlier.dtype(),
                  storage.bytes(),
                  dtype));
    }
    return storage;
  }

  private Map<Object, Object> orderedDictionary(List<Object> arguments) throws FormatException {
    Map<Object, Object> dictionary = new LinkedHashMap<>();
    if (arguments.isEmpty()) {
      return dictionary;
    }
    List<Object> pairs = sequence(arguments.get(0), "the entries of an OrderedDict");
    copiedEntries += pairs.size();
    if (copiedEntries > MAX_COPIED_ENTRIES) {
      throw new FormatException(
          "the dictionaries have more than %d entries; save only the state dictionary"
              .formatted(MAX_COPIED_ENTRIES));
    }
    for (Object pair : pairs) {
      List<Object> entry = sequence(pair, "an entry of an OrderedDict");
      if (entry.size() != 2 || !(entry.get(0) instanceof String key)) {
        throw new FormatException("an entry of an OrderedDict is not a name and a value");
      }
      dictionary.put(key, entry.get(1));
    }
    return dictionary;
  }

  private static PickledTensor tensor(PythonName function, List<Object> arguments)
      throws FormatException {
    PickledStorage storage = storageArgument(function, arguments);
    return tensor(function, arguments, storage, storage.dtype());
  }

  private static PickledTensor typedTensor(PythonName function, List<Object> arguments)
      throws FormatException {
    if (!(argument(function, arguments, 6) instanceof PythonName dtype)) {
      throw unexpected(function);
    }
    PickledStorage storage = storageArgument(function, arguments);
    return tensor(function, arguments, storage, DType.ofTorch(dtype));
  }

  private static PickledTensor tensor(
      PythonName function, List<Object> arguments, PickledStorage storage, DType dtype)
      throws FormatException {
    if (!(argument(function, arguments, 1) instanceof Long offset)) {
      throw unexpected(function);
    }
    List<Long> shape = wholeNumbers(argument(function, arguments, 2));
    List<Long> strides = wholeNumbers(argument(function, arguments, 3));
    return new PickledTensor(storage, dtype, offset, shape, strides);
  }

  private static PickledStorage storageArgument(PythonName function, List<Object> arguments)
      throws FormatException {
    if (argument(function, arguments, 0) instanceof PickledStorage storage) {
      return storage;
    }
    throw unexpected(function);
  }

  private static List<Long> wholeNumbers(Object value) throws FormatException {
    List<Object> items = sequence(value, "a tensor's shape or strides");
    if (items.size() > StoredTensor.MAX_RANK) {
      throw new FormatException(
          "a tensor has %d dimensions; at most %d are possible"
              .formatted(items.size(), StoredTensor.MAX_RANK));
    }
    List<Long> numbers = new ArrayList<>();
    for (Object item : items) {
      if (!(item instanceof Long number)) {
        throw new FormatException("a tensor's shape or strides are not whole numbers of 64 bits");
      }
      numbers.add(number);
    }
    return numbers;
  }

  private static Object encoded(Object text) {
    // Protocol 2 has no byte strings: each byte travels as the character of its number.
    return text instanceof String string && string.length() <= LONGEST_ENCODED
        ? string.getBytes(StandardCharsets.ISO_8859_1)
        : new OpaqueObject("bytes");
  }

  private static Object numpyScalar(PythonName function, List<Object> arguments)
      throws FormatException {
    if (argument(function, arguments, 0) instanceof NumpyType type
        && argument(function, arguments, 1) instanceof byte[] bytes) {
      return type.decode(bytes).orElseGet(() -> new OpaqueObject(type.toString()));
    }
    return new OpaqueObject(function.toString());
  }

  private static Object argument(PythonName function, List<Object> arguments, int index)
      throws FormatException {
    if (index >= arguments.size()) {
      throw unexpected(function);
    }
    return arguments.get(index);
  }

  private static FormatException unexpected(PythonName function) {
    return new FormatException(
        "the pickle calls %s with arguments it cannot take; the file is damaged"
            .formatted(function));
  }

  @SuppressWarnings("unchecked")
  private static List<Object> sequence(Object value, String what) throws FormatException {
    if (value instanceof PythonTuple tuple) {
      return tuple.items();
    }
    if (value instanceof List<?> list) {
      return (List<Object>) list;
    }
    throw new FormatException(what + " in the pickle should be a tuple; the file is damaged");
  }
}
