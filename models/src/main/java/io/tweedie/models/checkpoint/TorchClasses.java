package io.tweedie.models.checkpoint;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The few classes and functions that a checkpoint of {@code torch.save} needs, each rebuilt here as
 * data. A call of anything else yields an {@link OpaqueObject}, so that a harmful or unknown class
 * stands for nothing while the tensors around it can be read.
 */
final class TorchClasses {

  private static final String REBUILD = "_rebuild_";

  private static final Set<String> SUBCLASSES =
      Set.of(
          "torch._tensor._rebuild_from_type",
          "torch._tensor._rebuild_from_type_v2",
          "torch.tensor._rebuild_from_type");

  // Longer byte strings are data of arrays, which nobody asks for here.
  private static final int LONGEST_ENCODED = 64;

  // Longer codes name structures, which hold several values.
  private static final int LONGEST_NUMPY_TYPE = 8;

  private final Map<String, PickledStorage> storages = new HashMap<>();
  private final Set<String> refused = new LinkedHashSet<>();
  private final Budget budget;

  TorchClasses(Budget budget) {
    this.budget = budget;
  }

  /** What the pickles may still cost. */
  Budget budget() {
    return budget;
  }

  /** All storages that were referred to, by key. */
  Map<String, PickledStorage> storages() {
    return storages;
  }

  /** Classes and functions that the pickles would call and that are never called here. */
  Set<String> refused() {
    return refused;
  }

  /** What Python would get from creating an instance with a tuple of arguments. */
  Object create(Object type, Object tuple) throws FormatException {
    Object made = call(type, tuple);
    return made instanceof OpaqueObject opaque ? opaque.asInstance() : made;
  }

  /** What Python would get from calling {@code function} with a tuple of arguments. */
  Object call(Object function, Object tuple) throws FormatException {
    List<Object> arguments = sequence(tuple, "the arguments of a call");
    budget.spend(2);
    if (!(function instanceof PythonName name)) {
      budget.spend(arguments.size());
      return OpaqueObject.resultOf("a value that is no function", arguments);
    }
    return SUBCLASSES.contains(name.toString())
        ? subclass(name, arguments)
        : known(name, arguments);
  }

  private Object known(PythonName name, List<Object> arguments) throws FormatException {
    return switch (name.toString()) {
      case "collections.OrderedDict" -> orderedDictionary(arguments);
      case "collections.defaultdict" -> new PythonDictionary();
      case "builtins.set", "__builtin__.set", "builtins.frozenset", "__builtin__.frozenset" ->
          arguments.isEmpty() ? new ArrayList<>() : copy(arguments.get(0));
      case "torch._utils._rebuild_tensor", "torch._utils._rebuild_tensor_v2" ->
          tensor(name, arguments);
      case "torch._utils._rebuild_tensor_v3" -> typedTensor(name, arguments);
      case "torch._utils._rebuild_parameter", "torch._utils._rebuild_parameter_with_state" ->
          argument(name, arguments, 0);
      case "torch.Size" -> new PythonTuple(sequence(argument(name, arguments, 0), "a torch.Size"));
      case "_codecs.encode" -> encoded(argument(name, arguments, 0));
      case "numpy.dtype" ->
          argument(name, arguments, 0) instanceof String code && code.length() <= LONGEST_NUMPY_TYPE
              ? new NumpyType(code)
              : unknown(name, arguments);
      case "numpy.core.multiarray.scalar", "numpy._core.multiarray.scalar" ->
          numpyScalar(name, arguments);
      case "torch.storage._load_from_bytes" ->
          throw new FormatException(
              "the file was written by the plain pickle module, which hides its tensors in nested"
                  + " pickles; save it again with torch.save");
      default -> unknown(name, arguments);
    };
  }

  /**
   * A tensor of a subclass: {@code (function, class, arguments, state)}, where the function makes
   * an ordinary tensor out of the arguments.
   */
  private Object subclass(PythonName name, List<Object> arguments) throws FormatException {
    if (!(argument(name, arguments, 0) instanceof PythonName function)
        || !(argument(name, arguments, 1) instanceof PythonName type)) {
      throw unexpected(name);
    }
    List<Object> inner = sequence(argument(name, arguments, 2), "the arguments of a tensor");
    // Not through call(): a tensor of a subclass in one of a subclass would have no end.
    Object tensor = known(function, inner);
    return tensor instanceof PickledTensor
        ? tensor
        : refuse(type, "it is a %s".formatted(FormatException.quoted(type.toString())));
  }

  private Object unknown(PythonName name, List<Object> arguments) throws FormatException {
    if (name.module().startsWith("torch.") && name.name().startsWith(REBUILD)) {
      return refuse(name, "it is rebuilt by %s".formatted(FormatException.quoted(name.toString())));
    }
    refused.add(name.toString());
    budget.spend(arguments.size());
    return OpaqueObject.resultOf(name.toString(), arguments);
  }

  private UnreadTensor refuse(PythonName name, String what) {
    refused.add(name.toString());
    return new UnreadTensor(
        what
            + ", which is not read; in the program that wrote it, make it an ordinary dense"
            + " tensor");
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
    return remember(key, ElementType.ofStorage(type), elements);
  }

  private PickledStorage remember(String key, ElementType type, long elements)
      throws FormatException {
    if (elements < 0 || elements > Long.MAX_VALUE / Math.max(type.bytes(), 1)) {
      throw new FormatException(
          "storage %s claims %d elements".formatted(FormatException.quoted(key), elements));
    }
    PickledStorage storage = new PickledStorage(key, type, elements);
    PickledStorage earlier = storages.putIfAbsent(key, storage);
    if (earlier == null) {
      budget.spend(4);
      return storage;
    }
    if (!earlier.equals(storage)) {
      throw new FormatException(
          "storage %s is described twice, differently: %d elements of %s and %d of %s"
              .formatted(
                  FormatException.quoted(key),
                  earlier.elements(),
                  FormatException.quoted(earlier.type().name()),
                  elements,
                  FormatException.quoted(type.name())));
    }
    return earlier;
  }

  /** Python 2 wrote ordered dictionaries as calls on lists of pairs. */
  private PythonDictionary orderedDictionary(List<Object> arguments) throws FormatException {
    PythonDictionary dictionary = new PythonDictionary();
    if (arguments.isEmpty()) {
      return dictionary;
    }
    for (Object pair : copy(arguments.get(0))) {
      List<Object> entry = sequence(pair, "an entry of an OrderedDict");
      if (entry.size() != 2 || !(entry.get(0) instanceof String)) {
        throw new FormatException("an entry of an OrderedDict is not a name and a value");
      }
      dictionary.addAll(entry);
    }
    return dictionary;
  }

  /** A new list of the same items; a pickle may recall one list for a thousand calls. */
  private List<Object> copy(Object value) throws FormatException {
    List<Object> items = sequence(value, "the items of a container");
    budget.spend(items.size());
    return new ArrayList<>(items);
  }

  private PickledTensor tensor(PythonName function, List<Object> arguments) throws FormatException {
    PickledStorage storage = storageArgument(function, arguments);
    return tensor(function, arguments, storage, storage.type());
  }

  private PickledTensor typedTensor(PythonName function, List<Object> arguments)
      throws FormatException {
    if (!(argument(function, arguments, 6) instanceof PythonName dtype)) {
      throw unexpected(function);
    }
    PickledStorage storage = storageArgument(function, arguments);
    return tensor(function, arguments, storage, ElementType.ofTorch(dtype));
  }

  private PickledTensor tensor(
      PythonName function, List<Object> arguments, PickledStorage storage, ElementType type)
      throws FormatException {
    if (!(argument(function, arguments, 1) instanceof Long offset)) {
      throw unexpected(function);
    }
    List<Long> shape = wholeNumbers(argument(function, arguments, 2));
    List<Long> strides = wholeNumbers(argument(function, arguments, 3));
    return new PickledTensor(storage, type, offset, shape, strides);
  }

  private static PickledStorage storageArgument(PythonName function, List<Object> arguments)
      throws FormatException {
    if (argument(function, arguments, 0) instanceof PickledStorage storage) {
      return storage;
    }
    throw unexpected(function);
  }

  private List<Long> wholeNumbers(Object value) throws FormatException {
    List<Object> items = sequence(value, "a tensor's shape or strides");
    if (items.size() > StoredTensor.MAX_RANK) {
      throw new FormatException(
          "a tensor has %d dimensions; at most %d are possible"
              .formatted(items.size(), StoredTensor.MAX_RANK));
    }
    budget.spend(1 + items.size());
    List<Long> numbers = new ArrayList<>(items.size());
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
        : OpaqueObject.of("bytes");
  }

  private Object numpyScalar(PythonName function, List<Object> arguments) throws FormatException {
    if (argument(function, arguments, 0) instanceof NumpyType type
        && argument(function, arguments, 1) instanceof byte[] bytes) {
      return type.decode(bytes).orElseGet(() -> OpaqueObject.of(type.toString()));
    }
    return unknown(function, arguments);
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
