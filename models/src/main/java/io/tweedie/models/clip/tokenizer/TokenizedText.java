package io.tweedie.models.clip.tokenizer;

import java.util.Arrays;
import java.util.List;
import org.bytedeco.pytorch.Tensor;

/**
 * A text as a network takes it.
 *
 * @param text as it was given
 * @param ids numbers of its tokens, as many as the network takes: a beginning, those of the text,
 *     an end, and padding
 * @param length how many of them come before the padding
 * @param cut what of the text did not fit, as its tokens read; empty if all did
 */
public record TokenizedText(String text, List<Integer> ids, int length, String cut) {

  /** Copies the list. */
  public TokenizedText {
    ids = List.copyOf(ids);
  }

  /** Whether something did not fit. */
  public boolean isCut() {
    return !cut.isEmpty();
  }

  /**
   * The numbers of several texts.
   *
   * @param texts of one tokenizer, at least one
   * @return int64 [N, S]
   */
  public static Tensor batch(List<TokenizedText> texts) {
    long[] ids =
        texts.stream().flatMap(text -> text.ids().stream()).mapToLong(Integer::longValue).toArray();
    return Tensor.create(ids, texts.size(), ids.length / texts.size());
  }

  /** The numbers of this text alone, int64 [1, S]. */
  public Tensor tensor() {
    return batch(Arrays.asList(this));
  }
}
