package io.tweedie.models.clip;

import static org.bytedeco.pytorch.global.torch.cat;

import io.tweedie.core.tensor.Compute;
import io.tweedie.core.tensor.Scoped;
import io.tweedie.models.clip.tokenizer.ClipTokenizer;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;

/**
 * Reads the vectors of a tuned text back as tokens. A vector's token is the one that, put into its
 * place in the text before tuning, gives the vector nearest to it; so an untuned text reads as
 * itself. What comes behind a place does not matter there, since the encoder looks back only.
 *
 * <p>Every token of the vocabulary is tried in every place that is read: of small vocabularies that
 * takes seconds, of CLIP's own half an hour.
 */
public final class PromptReader implements AutoCloseable {

  private static final int TOGETHER = 512;

  private final ClipTokenizer tokenizer;
  private final List<Tensor> candidates = new ArrayList<>();

  /**
   * What a vector reads as.
   *
   * @param place in the text, 1 for the first token after the beginning
   * @param token as text
   * @param distance of the vector from that token's, Euclidean
   */
  public record Read(int place, String token, double distance) {}

  /**
   * Tries all tokens.
   *
   * @param encoder of the texts
   * @param tokenizer of the texts
   * @param text before tuning
   * @param places how many are read, from the first after the beginning
   */
  public PromptReader(
      ClipTextModel encoder, ClipTokenizer tokenizer, String text, int places, Compute compute) {
    this.tokenizer = tokenizer;
    List<Integer> ids = tokenizer.encode(text).ids();
    int last = Math.min(places, ids.size() - 1);
    for (int place = 1; place <= last; place++) {
      candidates.add(candidates(encoder, ids.subList(0, place), compute));
    }
  }

  /** The vectors of all tokens behind those given, [vocabulary, width]. */
  private Tensor candidates(ClipTextModel encoder, List<Integer> before, Compute compute) {
    try (PointerScope scope = new PointerScope();
        NoGradGuard guard = new NoGradGuard()) {
      TensorVector parts = new TensorVector();
      int vocabulary = tokenizer.vocabularySize();
      for (int from = 0; from < vocabulary; from += TOGETHER) {
        long[] tried = LongStream.range(from, Math.min(from + TOGETHER, vocabulary)).toArray();
        parts.push_back(Scoped.run(() -> vectors(encoder, before, tried, compute)));
      }
      return cat(parts, 0).retainReference();
    }
  }

  private static Tensor vectors(
      ClipTextModel encoder, List<Integer> before, long[] tried, Compute compute) {
    long[] known = before.stream().mapToLong(Integer::longValue).toArray();
    Tensor start = Tensor.create(known, 1, known.length).expand(tried.length, -1);
    Tensor ids = cat(new TensorVector(start, Tensor.create(tried, tried.length, 1)), 1);
    return encoder.encode(ids, compute).tokens().select(1, known.length).clone();
  }

  /**
   * Reads a text.
   *
   * @param context its vectors, [1, tokens, width]
   */
  public List<Read> read(Tensor context) {
    List<Read> read = new ArrayList<>();
    try (PointerScope scope = new PointerScope();
        NoGradGuard guard = new NoGradGuard()) {
      for (int i = 0; i < candidates.size(); i++) {
        Tensor vector = context.select(0, 0).select(0, i + 1);
        Tensor squares = candidates.get(i).sub(vector).square().sum(1);
        int nearest = Math.toIntExact(squares.argmin().item_long());
        double distance = squares.min().sqrt().item_double();
        read.add(new Read(i + 1, tokenizer.decode(List.of(nearest)), distance));
      }
    }
    return read;
  }

  /** Frees the vectors. */
  @Override
  public void close() {
    candidates.forEach(Tensor::close);
  }
}
