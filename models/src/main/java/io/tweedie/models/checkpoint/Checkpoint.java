package io.tweedie.models.checkpoint;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.bytedeco.pytorch.Tensor;

/**
 * An open file of named tensors. Opening reads names, types and shapes and checks them against the
 * file; a tensor's data is read when it is asked for. May be read by several threads at a time.
 *
 * <p>Dictionaries within dictionaries are flattened with dots: {@code state_dict.conv.weight}.
 */
public interface Checkpoint extends AutoCloseable {

  /**
   * Opens a safetensors file, a file of {@code torch.save}, old or new, or the index of a
   * checkpoint in several of either, whichever it proves to be by its content.
   *
   * @throws CheckpointException if the file is missing, damaged or of another kind
   */
  static Checkpoint open(Path file) {
    try {
      return switch (FileSignature.of(file)) {
        case SAFETENSORS -> SafetensorsFile.open(file);
        case ZIP, PICKLE -> TorchFile.open(file);
        case INDEX -> ShardedCheckpoint.open(file);
      };
    } catch (IOException e) {
      throw CheckpointException.of(file, e);
    }
  }

  /** The file behind this checkpoint. */
  Path file();

  /** All tensors that can be read by name, in the order of the file. Unmodifiable. */
  Map<String, TensorInfo> tensors();

  /**
   * The names of what should be a tensor and cannot be read, with the reason: elements of a type
   * that is not read, a sparse or distributed tensor, the result of a call that is never made.
   * {@link #read} refuses these, and these alone. Unmodifiable.
   */
  default Map<String, String> unread() {
    return Map.of();
  }

  /**
   * The classes and functions that the file would have called, each once, in the order of the file.
   * None of them was. Unmodifiable.
   */
  default Set<String> refused() {
    return Set.of();
  }

  /**
   * What the file says beside its tensors, as text: the metadata of safetensors; of pickles every
   * number, string and truth value by its dotted name. An object of a class that is not a plain
   * container appears as its class name in angle brackets; it is never brought to life.
   * Unmodifiable.
   */
  Map<String, String> metadata();

  /**
   * Reads one tensor into new native memory: dense, in the stored type, on the CPU. Tensors that
   * shared memory when they were saved do not share it any more. The caller closes the tensor.
   *
   * @throws CheckpointException if there is no such tensor, it is of those {@link #unread}, or its
   *     data is damaged
   * @throws IllegalStateException if this checkpoint is closed
   */
  Tensor read(String name);

  /**
   * A view of the tensors and metadata whose names start with {@code prefix} and a dot, under the
   * rest of their names. It reads through this checkpoint: closing the view does nothing.
   *
   * @throws CheckpointException if no tensor's name starts so
   */
  default Checkpoint under(String prefix) {
    return new PrefixView(this, prefix);
  }

  /**
   * A view of the same tensors under other names. It reads through this checkpoint: closing the
   * view does nothing.
   *
   * @param translator what each name here is called there
   * @throws CheckpointException if two tensors get one name
   */
  default Checkpoint translated(Function<String, Translation> translator) {
    return PartsView.translated(this, translator);
  }

  /**
   * What a tensor is called elsewhere.
   *
   * @param name there
   * @param asMatrix whether a convolution of one position, [out, in, 1, 1], is a matrix there
   */
  record Translation(String name, boolean asMatrix) {}

  /**
   * A view of tensors, or parts of them, under other names. It reads through this checkpoint:
   * closing the view does nothing.
   *
   * @param parts by their names there
   * @param unread what cannot be read, by its names there, with the reason
   */
  default Checkpoint ofParts(Map<String, Part> parts, Map<String, String> unread) {
    return new PartsView(this, parts, unread);
  }

  /**
   * A tensor, or a part of one, that is seen under another name.
   *
   * @param source name of the tensor here
   * @param info what is seen of it
   * @param taken what is seen of a tensor that was read: the tensor itself, or another one
   */
  record Part(String source, TensorInfo info, UnaryOperator<Tensor> taken) {

    /** All of a tensor, as it is. */
    public static Part all(String source, TensorInfo info) {
      return new Part(source, info, UnaryOperator.identity());
    }
  }

  /** Closes the file. Tensors that were read stay valid. */
  @Override
  void close();
}
