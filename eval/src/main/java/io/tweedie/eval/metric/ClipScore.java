package io.tweedie.eval.metric;

import static org.bytedeco.pytorch.global.torch.cat;

import io.tweedie.core.tensor.Compute;
import io.tweedie.models.clip.ClipFiles;
import io.tweedie.models.clip.ClipImages;
import io.tweedie.models.clip.ClipModel;
import io.tweedie.models.clip.tokenizer.ClipTokenizer;
import io.tweedie.models.clip.tokenizer.TokenizedText;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.bytedeco.pytorch.ScalarTypeOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * How well images go with texts: the cosine of the vectors that CLIP gives them.
 *
 * <p>Two numbers are published under the name CLIP score: {@link #published}, 100 max(cosine, 0),
 * as most papers on text to image have it, and 2.5 max(cosine, 0) of Hessel et al. (CLIPScore,
 * 2021). Values depend on the model; those of different models cannot be compared.
 */
public final class ClipScore implements AutoCloseable {

  /** Stands for the name of a class in a template. */
  public static final String PLACE = "{}";

  private static final double PERCENT = 100;

  private final ClipModel model;
  private final ClipTokenizer tokenizer;
  private final ClipImages preparation;
  private final Compute compute;

  /**
   * The score by a model, which is closed with it.
   *
   * @param tokenizer of the model
   * @param preparation of its images
   * @param compute how it computes
   */
  public ClipScore(
      ClipModel model, ClipTokenizer tokenizer, ClipImages preparation, Compute compute) {
    this.model = model;
    this.tokenizer = tokenizer.withContextLength(model.config().text().contextLength());
    this.preparation = preparation;
    this.compute = compute;
    if (tokenizer.vocabularySize() > model.config().text().vocabulary()) {
      throw new IllegalArgumentException(
          "the tokenizer has %d tokens, but the model knows %d; they do not belong together"
              .formatted(tokenizer.vocabularySize(), model.config().text().vocabulary()));
    }
  }

  /**
   * Loads a model with its tokenizer.
   *
   * @param source a folder of transformers, or a checkpoint of OpenAI's code with the vocabulary
   *     beside it
   * @param compute how it computes
   * @throws IOException if a file cannot be read
   * @throws IllegalArgumentException if files are missing, of something else or not understood
   */
  public static ClipScore load(Path source, Compute compute) throws IOException {
    Path folder = Files.isDirectory(source) ? source : source.toAbsolutePath().getParent();
    ClipTokenizer tokenizer = ClipTokenizer.load(folder);
    ClipModel model = ClipFiles.model(source, compute.precision());
    try {
      return new ClipScore(model, tokenizer, ClipFiles.images(source, model), compute);
    } catch (IOException | RuntimeException e) {
      model.close();
      throw e;
    }
  }

  /** A cosine as the score that most papers have: 100 max(cosine, 0). */
  public static double published(double cosine) {
    return PERCENT * Math.max(cosine, 0);
  }

  /** A text as the model sees it, with what of it does not fit. */
  public TokenizedText tokens(String text) {
    return tokenizer.encode(text);
  }

  /**
   * The vectors of images, of length 1.
   *
   * @param images float32 [N, 1 or 3, H, W] in [-1, 1], of any size
   * @return [N, P]
   */
  public Tensor images(Tensor images) {
    return ClipModel.normalized(model.images(preparation.prepare(images), compute));
  }

  /** The vectors of texts, of length 1, [N, P]. */
  public Tensor texts(List<String> texts) {
    Tensor ids = TokenizedText.batch(texts.stream().map(tokenizer::encode).toList());
    return ClipModel.normalized(model.texts(ids, compute));
  }

  /**
   * The cosine of each image with each text.
   *
   * @param images of length 1, [N, P]
   * @param texts of length 1, [M, P]
   * @return N rows of M numbers in [-1, 1]
   */
  public static double[][] cosines(Tensor images, Tensor texts) {
    return rows(images.to(ScalarType.Double).matmul(texts.to(ScalarType.Double).t()));
  }

  /**
   * The vector of each class: the mean over templates of the vectors of their texts.
   *
   * @param classes names of the classes
   * @param templates texts with {@value #PLACE} where the name stands, at least one
   * @return of length 1, [classes, P]
   * @throws IllegalArgumentException if a template has no place for the name
   */
  public Tensor classes(List<String> classes, List<String> templates) {
    for (String template : templates) {
      if (!template.contains(PLACE)) {
        throw new IllegalArgumentException(
            "the template '%s' has no %s for the name of the class".formatted(template, PLACE));
      }
    }
    TensorVector vectors = new TensorVector();
    for (String name : classes) {
      Tensor each = texts(templates.stream().map(t -> t.replace(PLACE, name)).toList());
      vectors.push_back(
          ClipModel.normalized(each.sum(new long[] {0}, true, new ScalarTypeOptional())));
    }
    return cat(vectors, 0);
  }

  /**
   * How likely each image is of each class, without any training for them (Radford et al. 2021,
   * section 3.1).
   *
   * @param images of length 1, [N, P]
   * @param classes of length 1, [K, P]
   * @return N rows of K probabilities
   */
  public double[][] probabilities(Tensor images, Tensor classes) {
    return rows(model.logits(images, classes).to(ScalarType.Double).softmax(1));
  }

  private static double[][] rows(Tensor matrix) {
    double[][] rows = new double[(int) matrix.size(0)][(int) matrix.size(1)];
    for (int i = 0; i < rows.length; i++) {
      matrix.select(0, i).contiguous().data_ptr_double().get(rows[i]);
    }
    return rows;
  }

  /** Frees the model. */
  @Override
  public void close() {
    model.close();
  }
}
