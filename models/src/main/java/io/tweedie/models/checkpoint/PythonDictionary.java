package io.tweedie.models.checkpoint;

import java.util.ArrayList;
import java.util.List;

/**
 * A dictionary of a pickle, as the list of its entries. No map: its keys come from a stranger, who
 * could choose them so that looking them up, or only hashing them, takes forever. Torch never
 * writes a key twice.
 */
final class PythonDictionary {

  private final List<Object> items = new ArrayList<>();

  /** Appends keys and values, which take turns. */
  void addAll(List<Object> keysAndValues) throws FormatException {
    if (keysAndValues.size() % 2 != 0) {
      throw new FormatException("the pickle has a dictionary's key without a value");
    }
    for (int i = 0; i < keysAndValues.size(); i += 2) {
      Object key = keysAndValues.get(i);
      if (key instanceof List<?> || key instanceof PythonDictionary) {
        throw new FormatException("the pickle has a list or dictionary as a dictionary's key");
      }
    }
    items.addAll(keysAndValues);
  }

  int size() {
    return items.size() / 2;
  }

  Object key(int index) {
    return items.get(2 * index);
  }

  Object value(int index) {
    return items.get(2 * index + 1);
  }

  /** The value of a text key, found by looking at every entry; null if there is none. */
  Object get(String key) {
    for (int i = 0; i < size(); i++) {
      if (key.equals(key(i))) {
        return value(i);
      }
    }
    return null;
  }
}
