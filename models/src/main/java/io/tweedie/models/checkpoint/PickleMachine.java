package io.tweedie.models.checkpoint;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Runs a pickle's instructions (protocols 2 to 5) into plain data: dictionaries, lists, {@link
 * PythonTuple}, text, numbers, and what {@link TorchClasses} makes of class names. A general
 * library is no help here: files come from strangers, so each instruction is counted and each
 * length checked, and no class but those may ever come to life.
 */
final class PickleMachine {

  // Each instruction makes at most one small object; a state dictionary has about 30 per tensor.
  private static final int MAX_INSTRUCTIONS = 4_000_000;
  private static final int HIGHEST_PROTOCOL = 5;

  private final PickleInput in;
  private final TorchClasses classes;
  private final List<Object> stack = new ArrayList<>();
  private final Deque<Integer> marks = new ArrayDeque<>();
  private final Map<Integer, Object> memo = new HashMap<>();

  private PickleMachine(PickleInput in, TorchClasses classes) {
    this.in = in;
    this.classes = classes;
  }

  /** Reads one pickle; null stands for Python's None. */
  static Object load(PickleInput in, TorchClasses classes) throws IOException {
    return new PickleMachine(in, classes).run();
  }

  private Object run() throws IOException {
    for (int count = 0; count < MAX_INSTRUCTIONS; count++) {
      int opcode = in.unsigned1();
      if (opcode == Opcodes.STOP) {
        return pop();
      }
      if (!scalar(opcode) && !container(opcode) && !object(opcode) && !bookkeeping(opcode)) {
        throw new FormatException(
            "the pickle has the instruction 0x%02x at byte %d, which protocols 2 to 5 do not use"
                    .formatted(opcode, in.position() - 1)
                + " for data; the file is damaged, or save it again with torch.save's defaults");
      }
    }
    throw new FormatException(
        "the pickle has more than %d instructions; save only the state dictionary"
            .formatted(MAX_INSTRUCTIONS));
  }

  private boolean scalar(int opcode) throws IOException {
    switch (opcode) {
      case Opcodes.NONE -> push(null);
      case Opcodes.NEWTRUE -> push(true);
      case Opcodes.NEWFALSE -> push(false);
      case Opcodes.BININT -> push((long) in.signed4());
      case Opcodes.BININT1 -> push((long) in.unsigned1());
      case Opcodes.BININT2 -> push((long) in.unsigned2());
      case Opcodes.LONG1 -> push(in.integer(in.unsigned1()));
      case Opcodes.LONG4 -> push(in.integer(in.signed4()));
      case Opcodes.BINFLOAT -> push(in.float8());
      case Opcodes.SHORT_BINUNICODE -> push(in.text(in.unsigned1()));
      case Opcodes.BINUNICODE -> push(in.text(in.unsigned4()));
      case Opcodes.BINUNICODE8 -> push(in.text(in.signed8()));
      case Opcodes.SHORT_BINSTRING -> push(in.byteText(in.unsigned1()));
      case Opcodes.BINSTRING -> push(in.byteText(in.signed4()));
      case Opcodes.SHORT_BINBYTES -> push(in.bytes(in.unsigned1()));
      case Opcodes.BINBYTES -> push(in.bytes(in.unsigned4()));
      case Opcodes.BINBYTES8, Opcodes.BYTEARRAY8 -> push(in.bytes(in.signed8()));
      default -> {
        return false;
      }
    }
    return true;
  }

  private boolean container(int opcode) throws IOException {
    switch (opcode) {
      case Opcodes.EMPTY_TUPLE -> push(new PythonTuple(List.of()));
      case Opcodes.TUPLE1 -> push(new PythonTuple(popLast(1)));
      case Opcodes.TUPLE2 -> push(new PythonTuple(popLast(2)));
      case Opcodes.TUPLE3 -> push(new PythonTuple(popLast(3)));
      case Opcodes.TUPLE -> push(new PythonTuple(popToMark()));
      case Opcodes.EMPTY_LIST, Opcodes.EMPTY_SET -> push(new ArrayList<>());
      case Opcodes.LIST, Opcodes.FROZENSET -> push(popToMark());
      case Opcodes.APPEND -> append(popLast(1));
      case Opcodes.APPENDS, Opcodes.ADDITEMS -> append(popToMark());
      case Opcodes.EMPTY_DICT -> push(new LinkedHashMap<>());
      case Opcodes.DICT -> {
        List<Object> items = popToMark();
        push(new LinkedHashMap<>());
        setItems(items);
      }
      case Opcodes.SETITEM -> setItems(popLast(2));
      case Opcodes.SETITEMS -> setItems(popToMark());
      default -> {
        return false;
      }
    }
    return true;
  }

  private boolean object(int opcode) throws IOException {
    switch (opcode) {
      case Opcodes.GLOBAL -> push(new PythonName(in.line(), in.line()));
      case Opcodes.STACK_GLOBAL -> {
        List<Object> names = popLast(2);
        if (!(names.get(0) instanceof String module) || !(names.get(1) instanceof String name)) {
          throw new FormatException("the pickle names a class by something that is not text");
        }
        push(new PythonName(module, name));
      }
      case Opcodes.REDUCE, Opcodes.NEWOBJ -> {
        List<Object> call = popLast(2);
        push(classes.call(call.get(0), call.get(1)));
      }
      case Opcodes.NEWOBJ_EX -> {
        List<Object> call = popLast(3);
        push(classes.call(call.get(0), call.get(1)));
      }
      case Opcodes.BUILD -> {
        Object state = pop();
        classes.setState(top(), state);
      }
      case Opcodes.BINPERSID -> push(classes.storage(pop()));
      default -> {
        return false;
      }
    }
    return true;
  }

  private boolean bookkeeping(int opcode) throws IOException {
    switch (opcode) {
      case Opcodes.PROTO -> {
        int protocol = in.unsigned1();
        if (protocol > HIGHEST_PROTOCOL) {
          throw new FormatException(
              "the pickle has protocol %d; save the file again with protocol 2 to 5"
                  .formatted(protocol));
        }
      }
      // Frames only help readers that fetch ahead.
      case Opcodes.FRAME -> in.signed8();
      case Opcodes.MARK -> marks.push(stack.size());
      case Opcodes.POP -> {
        if (!marks.isEmpty() && marks.peek() == stack.size()) {
          marks.pop();
        } else {
          pop();
        }
      }
      case Opcodes.POP_MARK -> popToMark();
      case Opcodes.DUP -> push(top());
      case Opcodes.BINPUT -> memo.put(in.unsigned1(), top());
      case Opcodes.LONG_BINPUT -> memo.put(in.signed4(), top());
      case Opcodes.MEMOIZE -> memo.put(memo.size(), top());
      case Opcodes.BINGET -> push(remembered(in.unsigned1()));
      case Opcodes.LONG_BINGET -> push(remembered(in.signed4()));
      default -> {
        return false;
      }
    }
    return true;
  }

  private void append(List<Object> items) throws FormatException {
    Object target = top();
    if (target instanceof List<?>) {
      list(target).addAll(items);
    } else if (target instanceof OpaqueObject opaque) {
      opaque.addState(items);
    } else {
      throw new FormatException("the pickle appends to something that is not a list");
    }
  }

  private void setItems(List<Object> items) throws FormatException {
    Object target = top();
    if (target instanceof Map<?, ?>) {
      put(map(target), items);
    } else if (target instanceof OpaqueObject opaque) {
      put(opaque.items(), items);
    } else {
      throw new FormatException("the pickle sets entries of something that is not a dictionary");
    }
  }

  private static void put(Map<Object, Object> target, List<Object> items) throws FormatException {
    if (items.size() % 2 != 0) {
      throw new FormatException("the pickle has a dictionary's key without a value");
    }
    for (int i = 0; i < items.size(); i += 2) {
      Object key = items.get(i);
      if (key instanceof Collection<?> || key instanceof Map<?, ?>) {
        throw new FormatException("the pickle has a list or dictionary as a dictionary's key");
      }
      target.put(key, items.get(i + 1));
    }
  }

  private void push(Object value) {
    stack.add(value);
  }

  private Object pop() throws FormatException {
    requireAboveMark(1);
    return stack.remove(stack.size() - 1);
  }

  private Object top() throws FormatException {
    requireAboveMark(1);
    return stack.get(stack.size() - 1);
  }

  private List<Object> popLast(int count) throws FormatException {
    requireAboveMark(count);
    return popFrom(stack.size() - count);
  }

  private List<Object> popToMark() throws FormatException {
    if (marks.isEmpty()) {
      throw unbalanced();
    }
    return popFrom(marks.pop());
  }

  private List<Object> popFrom(int start) {
    List<Object> tail = stack.subList(start, stack.size());
    List<Object> popped = new ArrayList<>(tail);
    tail.clear();
    return popped;
  }

  private void requireAboveMark(int count) throws FormatException {
    int floor = marks.isEmpty() ? 0 : marks.peek();
    if (stack.size() - floor < count) {
      throw unbalanced();
    }
  }

  private Object remembered(int key) throws FormatException {
    Object value = memo.get(key);
    if (value == null && !memo.containsKey(key)) {
      throw new FormatException(
          "the pickle recalls a value it never stored; the file is damaged, so download it again");
    }
    return value;
  }

  private static FormatException unbalanced() {
    return new FormatException(
        "the pickle takes values that are not there; the file is damaged, so download it again");
  }

  // Lists and maps on the stack are always those made here, which hold anything.
  @SuppressWarnings("unchecked")
  private static List<Object> list(Object value) {
    return (List<Object>) value;
  }

  @SuppressWarnings("unchecked")
  private static Map<Object, Object> map(Object value) {
    return (Map<Object, Object>) value;
  }
}
