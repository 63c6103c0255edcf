package io.tweedie.models.checkpoint;

import java.util.Random;

/**
 * A pickle of values within values at random. It obeys the grammar, so that it gets past the first
 * checks to where classes, containers and recalled values meet that do not suit each other.
 */
final class RandomPickle {

  private static final int DEEPEST = 5;
  private static final int MOST_ITEMS = 4;

  /** Of an attacker rather than of a checkpoint. */
  private static final String[] UNKNOWN = {"Class", "Function", "Tensor"};

  private static final String[][] KNOWN = {
    {"collections", "OrderedDict"},
    {"collections", "defaultdict"},
    {"torch._utils", "_rebuild_tensor_v2"},
    {"torch._utils", "_rebuild_parameter"},
    {"torch._utils", "_rebuild_sparse_tensor"},
    {"torch._tensor", "_rebuild_from_type_v2"},
    {"torch", "Size"},
    {"torch", "QInt8Storage"},
    {"_codecs", "encode"},
    {"numpy", "dtype"},
    {"numpy.core.multiarray", "scalar"},
    {"builtins", "set"},
  };

  private final Random random;
  private final PickleBytes pickle = new PickleBytes();
  private int remembered;

  private RandomPickle(Random random) {
    this.random = random;
  }

  static byte[] of(Random random) {
    RandomPickle made = new RandomPickle(random);
    made.dictionary(0);
    return made.pickle.end();
  }

  private void value(int depth) {
    int last = depth < DEEPEST ? 14 : 7;
    switch (random.nextInt(last)) {
      case 0 -> pickle.integer(random.nextBoolean() ? random.nextInt(9) : random.nextLong());
      case 1 -> pickle.none();
      case 2 -> pickle.text("text");
      case 3 -> name();
      case 4, 5 -> pickle.tensor(16, random.nextInt(3), new long[] {2, 3}, 3, 1);
      case 6 -> recalled();
      case 7 -> {
        pickle.op(Opcodes.EMPTY_LIST).mark();
        values(depth);
        pickle.op(Opcodes.APPENDS);
      }
      case 8 -> tuple(depth);
      case 9, 10 -> dictionary(depth);
      case 11 -> {
        name();
        tuple(depth);
        pickle.op(random.nextBoolean() ? Opcodes.REDUCE : Opcodes.NEWOBJ);
      }
      case 12 -> {
        pickle.global("my", "Class").op(Opcodes.EMPTY_TUPLE).op(Opcodes.NEWOBJ);
        value(depth + 1);
        pickle.op(Opcodes.BUILD);
      }
      default -> {
        pickle.global("torch._tensor", "_rebuild_from_type_v2").mark();
        pickle.global("torch._utils", "_rebuild_parameter").global("my", "Tensor");
        tuple(depth);
        value(depth + 1);
        pickle.op(Opcodes.TUPLE).op(Opcodes.REDUCE);
      }
    }
    if (remembered < 200 && random.nextInt(4) == 0) {
      pickle.op(Opcodes.BINPUT, remembered++);
    }
  }

  private void dictionary(int depth) {
    pickle.dict();
    if (remembered < 200) {
      // Before it is filled, so that it can come to contain itself.
      pickle.op(Opcodes.BINPUT, remembered++);
    }
    pickle.mark();
    int entries = 1 + random.nextInt(MOST_ITEMS);
    for (int i = 0; i < entries; i++) {
      switch (random.nextInt(12)) {
        case 0 -> name();
        case 1 -> tuple(DEEPEST);
        case 2 -> recalled();
        default -> pickle.text("k" + i);
      }
      value(depth + 1);
    }
    pickle.op(Opcodes.SETITEMS);
  }

  private void tuple(int depth) {
    pickle.mark();
    values(depth);
    pickle.op(Opcodes.TUPLE);
  }

  private void values(int depth) {
    for (int items = random.nextInt(MOST_ITEMS); items > 0; items--) {
      value(depth + 1);
    }
  }

  private void name() {
    if (random.nextInt(4) > 0) {
      pickle.global("my", UNKNOWN[random.nextInt(UNKNOWN.length)]);
    } else {
      String[] name = KNOWN[random.nextInt(KNOWN.length)];
      pickle.global(name[0], name[1]);
    }
  }

  private void recalled() {
    if (remembered == 0) {
      pickle.none();
    } else {
      pickle.op(Opcodes.BINGET, random.nextInt(remembered));
    }
  }
}
