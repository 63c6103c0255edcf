package io.tweedie.models.checkpoint;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * A file of {@code torch.save} open for reading: the zip that torch writes since 1.6 or the stream
 * that it wrote before. Pickles are read as data; no class they name is ever loaded, and a value of
 * an unknown class does not keep the tensors beside it from being read.
 */
public final class TorchFile extends CheckpointFile {

  // A stranger's file of a few kB could otherwise claim to unpack, expand or repeat into any size.
  private static final long ALWAYS_UNPACKED = 64L << 20;
  private static final long MAX_UNPACKING = 16;

  /** Finds where the bytes of a storage lie. */
  interface Storages {
    ByteSource find(PickledStorage storage) throws FormatException;
  }

  private TorchFile(Path file, Closeable handle, Contents contents) {
    super(file, handle, contents);
  }

  /**
   * Opens a file and checks all it says about tensors.
   *
   * @throws CheckpointException if the file is missing, damaged or of another kind
   */
  public static TorchFile open(Path file) {
    try {
      return switch (FileSignature.of(file)) {
        case ZIP -> TorchZip.open(file);
        case PICKLE -> TorchStream.open(file);
        case SAFETENSORS ->
            throw new FormatException("this is a safetensors file, not one of torch.save");
        case INDEX -> throw new FormatException("this is JSON, not a file of torch.save");
      };
    } catch (IOException e) {
      throw CheckpointException.of(file, e);
    }
  }

  static TorchFile of(
      Path file,
      long fileSize,
      Closeable handle,
      Object root,
      TorchClasses classes,
      Storages storages)
      throws FormatException {
    TorchContents contents = TorchContents.of(root, classes.budget());
    Map<String, StoredTensor> tensors = new LinkedHashMap<>();
    Map<String, String> unread = new LinkedHashMap<>(contents.unread());
    double total = 0;
    for (Map.Entry<String, PickledTensor> named : contents.tensors().entrySet()) {
      PickledTensor pickled = named.getValue();
      ByteSource storage = storages.find(pickled.storage());
      Optional<DType> dtype = pickled.type().dtype();
      if (dtype.isEmpty()) {
        unread.put(named.getKey(), pickled.type().refusal());
        continue;
      }
      StoredTensor tensor =
          StoredTensor.strided(
              named.getKey(),
              dtype.get(),
              pickled.shape(),
              pickled.strides(),
              pickled.offset(),
              storage);
      total += tensor.readingBytes();
      tensors.put(named.getKey(), tensor);
    }
    if (total > Math.max(ALWAYS_UNPACKED, MAX_UNPACKING * fileSize)) {
      throw new FormatException(
          "a file of %d bytes claims tensors of %.0f bytes; it is no ordinary checkpoint, so save"
                  .formatted(fileSize, total)
              + " its tensors contiguous and uncompressed");
    }
    return new TorchFile(
        file, handle, new Contents(tensors, unread, contents.metadata(), classes.refused()));
  }
}
