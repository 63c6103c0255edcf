package io.tweedie.models.checkpoint;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Runs a pickle's instructions (protocols 2 to 5) into plain data: dictionaries, lists, {@link
 * PythonTuple}, text, numbers, and what {@link TorchClasses} makes of class names. A general
 * library is no help here: files come from strangers, so each instruction is paid for and each
 * length checked, and no class but those may ever come to life.
 */
final class PickleMachine {

  private static final int HIGHEST_PROTOCOL = 5;

  private final PickleInput in;
  private final TorchClasses classes;
  private final Budget budget;
  private final List<Object> stack = new ArrayList<>();
  private final Deque<Integer> marks = new ArrayDeque<>();
  private final Map<Integer, Object> memo = new HashMap<>();

  private PickleMachine(PickleInput in, TorchClasses classes) {
    this.in = in;
    this.classes = classes;
    this.budget = classes.budget();
  }

  /** Reads one pickle; null stands for Python's None. */
  static Object load(PickleInput in, TorchClasses classes) throws IOException {
    return new PickleMachine(in, classes).run();
  }

  private Object run() throws IOException {
    while (true) {
      budget.spend(1);
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
      case Opcodes.SHORT_BINUNICODE -> pushText(in.text(in.unsigned1()));
      case Opcodes.BINUNICODE -> pushText(in.text(in.unsigned4()));
      case Opcodes.BINUNICODE8 -> pushText(in.text(in.signed8()));
      case Opcodes.SHORT_BINSTRING -> pushText(in.byteText(in.unsigned1()));
      case Opcodes.BINSTRING -> pushText(in.byteText(in.signed4()));
      case Opcodes.SHORT_BINBYTES -> pushBytes(in.bytes(in.unsigned1()));
      case Opcodes.BINBYTES -> pushBytes(in.bytes(in.unsigned4()));
      case Opcodes.BINBYTES8, Opcodes.BYTEARRAY8 -> pushBytes(in.bytes(in.signed8()));
      default -> {
        return false;
      }
    }
    return true;
  }

  private boolean container(int opcode) throws IOException {
    switch (opcode) {
      case Opcodes.EMPTY_TUPLE -> pushTuple(List.of());
      case Opcodes.TUPLE1 -> pushTuple(popLast(1));
      case Opcodes.TUPLE2 -> pushTuple(popLast(2));
      case Opcodes.TUPLE3 -> pushTuple(popLast(3));
      case Opcodes.TUPLE -> pushTuple(popToMark());
      case Opcodes.EMPTY_LIST, Opcodes.EMPTY_SET -> pushList(new ArrayList<>());
      case Opcodes.LIST, Opcodes.FROZENSET -> pushList(popToMark());
      case Opcodes.APPEND -> append(popLast(1));
      case Opcodes.APPENDS, Opcodes.ADDITEMS -> append(popToMark());
      case Opcodes.EMPTY_DICT -> pushDictionary();
      case Opcodes.DICT -> {
        List<Object> items = popToMark();
        pushDictionary();
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
      case Opcodes.GLOBAL -> pushName(in.line(), in.line());
      case Opcodes.STACK_GLOBAL -> {
        List<Object> names = popLast(2);
        if (!(names.get(0) instanceof String module) || !(names.get(1) instanceof String name)) {
          throw new FormatException("the pickle names a class by something that is not text");
        }
        pushName(module, name);
      }
      case Opcodes.REDUCE -> {
        List<Object> call = popLast(2);
        push(classes.call(call.get(0), call.get(1)));
      }
      case Opcodes.NEWOBJ -> {
        List<Object> call = popLast(2);
        push(classes.create(call.get(0), call.get(1)));
      }
      case Opcodes.NEWOBJ_EX -> {
        List<Object> call = popLast(3);
        push(classes.create(call.get(0), call.get(1)));
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
      case Opcodes.BINPUT -> remember(in.unsigned1());
      case Opcodes.LONG_BINPUT -> remember(in.signed4());
      case Opcodes.MEMOIZE -> remember(memo.size());
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
      opaque.append(items);
    } else {
      throw new FormatException("the pickle appends to something that is not a list");
    }
  }

  private void setItems(List<Object> items) throws FormatException {
    Object target = top();
    if (target instanceof PythonDictionary dictionary) {
      dictionary.addAll(items);
    } else if (target instanceof OpaqueObject opaque) {
      opaque.entries().addAll(items);
    } else {
      throw new FormatException("the pickle sets entries of something that is not a dictionary");
    }
  }

  private void pushText(String text) throws FormatException {
    budget.spendText(text.length());
    push(text);
  }

  private void pushBytes(byte[] bytes) throws FormatException {
    budget.spendText(bytes.length);
    push(bytes);
  }

  private void pushTuple(List<Object> items) throws FormatException {
    budget.spend(2);
    push(new PythonTuple(items));
  }

  private void pushList(List<Object> items) throws FormatException {
    budget.spend(2);
    push(items);
  }

  private void pushDictionary() throws FormatException {
    budget.spend(2);
    push(new PythonDictionary());
  }

  private void pushName(String module, String name) throws FormatException {
    PythonName dotted = new PythonName(module, name);
    budget.spendText(2 * dotted.toString().length());
    push(dotted);
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

  private void remember(int key) throws FormatException {
    budget.spend(1);
    memo.put(key, top());
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

  // Lists on the stack are always those made here, which hold anything.
  @SuppressWarnings("unchecked")
  private static List<Object> list(Object value) {
    return (List<Object>) value;
  }
}
