package io.tweedie.images;

import java.awt.image.DataBuffer;
import java.awt.image.SampleModel;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.bytedeco.javacpp.Pointer;

/**
 * The samples of a picture outside the Java heap, where a decoder puts them as into any buffer, so
 * that a large picture needs no large heap.
 */
final class NativeSamples extends DataBuffer implements AutoCloseable {

  private final Pointer memory;
  private final ByteBuffer bytes;

  /**
   * Room for a picture, black.
   *
   * @throws OutOfMemoryError if there is not so much memory
   */
  static NativeSamples of(SampleModel model) {
    SampleModel row = model.createCompatibleSampleModel(model.getWidth(), 1);
    int perRow = row.createDataBuffer().getSize();
    return new NativeSamples(model.getDataType(), Math.multiplyExact(perRow, model.getHeight()));
  }

  /**
   * Zeros.
   *
   * @param type {@link DataBuffer#TYPE_BYTE}, {@link DataBuffer#TYPE_USHORT} or {@link
   *     DataBuffer#TYPE_INT}
   * @param size number of samples
   * @throws OutOfMemoryError if there is not so much memory
   */
  NativeSamples(int type, int size) {
    super(type, size);
    long length = Math.multiplyExact((long) size, getDataTypeSize(type) / Byte.SIZE);
    memory = Pointer.calloc(length, 1);
    if (memory == null || memory.isNull()) {
      throw new OutOfMemoryError("no " + length + " bytes of native memory");
    }
    bytes = memory.capacity(length).asByteBuffer().order(ByteOrder.nativeOrder());
  }

  @Override
  public int getElem(int bank, int i) {
    return switch (getDataType()) {
      case TYPE_BYTE -> Byte.toUnsignedInt(bytes.get(i));
      case TYPE_USHORT -> Short.toUnsignedInt(bytes.getShort(Short.BYTES * i));
      default -> bytes.getInt(Integer.BYTES * i);
    };
  }

  @Override
  public void setElem(int bank, int i, int value) {
    switch (getDataType()) {
      case TYPE_BYTE -> bytes.put(i, (byte) value);
      case TYPE_USHORT -> bytes.putShort(Short.BYTES * i, (short) value);
      default -> bytes.putInt(Integer.BYTES * i, value);
    }
  }

  /** Frees the memory; nothing may be read after that. */
  @Override
  public void close() {
    Pointer.free(memory);
  }
}
