package io.tweedie.core.denoiser;

import static org.bytedeco.pytorch.global.torch.cat;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * What a prior is told of images besides their noise.
 *
 * <p>A condition is of one image, and then serves every image of a batch, or of N, and then belongs
 * to a batch of N. It owns no memory: its tensors stay those of whoever made them and must live as
 * long as anything that was given the condition. {@link #image} gives views of them; {@link #batch}
 * and {@link #classes} make tensors, which belong to the pointer scope around the call as any
 * result does.
 */
public sealed interface Condition {

  /** The label of an image whose class is left open: the null class of classifier-free guidance. */
  long NO_CLASS = -1;

  /** Of how many images: 1, which serves any number, or N. */
  long images();

  /**
   * The part of one image.
   *
   * @param i the image, counted from 0; without meaning if the condition is of 1
   */
  Condition image(long i);

  /** Nothing is told: the prior of all images. */
  record None() implements Condition {

    @Override
    public long images() {
      return 1;
    }

    @Override
    public Condition image(long i) {
      return this;
    }
  }

  /**
   * Classes.
   *
   * @param labels int64 [1] or [N], counted from 0, or {@link #NO_CLASS}
   */
  record Classes(Tensor labels) implements Condition {

    /** Refuses tensors of other types and shapes. */
    public Classes {
      if (labels.dim() != 1
          || labels.size(0) == 0
          || labels.scalar_type().intern() != ScalarType.Long) {
        throw new IllegalArgumentException(
            "class labels are whole numbers (int64) of shape [1] or [N], got shape "
                + Arrays.toString(labels.shape()));
      }
    }

    @Override
    public long images() {
      return labels.size(0);
    }

    @Override
    public Condition image(long i) {
      return new Classes(part(labels, i));
    }
  }

  /**
   * A text, as its encoder gives it.
   *
   * @param context a vector for each of S tokens, [1 or N, S, D]
   * @param pooled one vector for the whole text, [1 or N, P], for networks that want it
   */
  record Text(Tensor context, Optional<Tensor> pooled) implements Condition {

    /** Refuses tensors of other shapes, or of different numbers of images. */
    public Text {
      long[] vectors = pooled.map(Tensor::shape).orElse(new long[] {1, 1});
      long images = context.dim() == 3 ? context.size(0) : 0;
      boolean together =
          images > 0
              && vectors.length == 2
              && (images == 1 || vectors[0] == 1 || vectors[0] == images);
      if (!together) {
        throw new IllegalArgumentException(
            "a text is [1 or N, tokens, width] and perhaps a vector [1 or N, width], got %s and %s"
                .formatted(
                    Arrays.toString(context.shape()),
                    pooled.map(p -> Arrays.toString(p.shape())).orElse("no vector")));
      }
    }

    /** Without a vector for the whole. */
    public Text(Tensor context) {
      this(context, Optional.empty());
    }

    /** The same with other vectors for the tokens. */
    public Text withContext(Tensor other) {
      return new Text(other, pooled);
    }

    private static Text batch(List<Text> texts) {
      boolean pooled = texts.get(0).pooled().isPresent();
      if (texts.stream().anyMatch(text -> text.pooled().isPresent() != pooled)) {
        throw new IllegalArgumentException(
            "the texts of a batch all have a vector for the whole, or none of them has");
      }
      return new Text(
          joined(texts.stream(), Text::context),
          pooled
              ? Optional.of(joined(texts.stream(), text -> text.pooled().orElseThrow()))
              : Optional.empty());
    }

    @Override
    public long images() {
      return Math.max(context.size(0), pooled.map(p -> p.size(0)).orElse(1L));
    }

    @Override
    public Condition image(long i) {
      return new Text(part(context, i), pooled.map(p -> part(p, i)));
    }
  }

  /**
   * A text to go toward and one to keep away from, for guidance between both.
   *
   * @param toward what images show
   * @param away what they do not; often the empty text
   */
  record Contrast(Text toward, Text away) implements Condition {

    /** Refuses texts of different numbers of images. */
    public Contrast {
      if (toward.images() != 1 && away.images() != 1 && toward.images() != away.images()) {
        throw new IllegalArgumentException(
            "both texts are of one image or of as many, got %d and %d"
                .formatted(toward.images(), away.images()));
      }
    }

    @Override
    public long images() {
      return Math.max(toward.images(), away.images());
    }

    @Override
    public Condition image(long i) {
      return new Contrast((Text) toward.image(i), (Text) away.image(i));
    }
  }

  /** Nothing. */
  static Condition none() {
    return new None();
  }

  /**
   * Classes by number.
   *
   * @param labels one for all images, or one for each; {@link #NO_CLASS} leaves one open
   */
  static Classes classes(long... labels) {
    return new Classes(Tensor.create(labels, labels.length));
  }

  /**
   * The conditions of several images as that of their batch. Among classes, an image of which
   * nothing is told is one of {@link #NO_CLASS}.
   *
   * @param images each of one image, at least one in all
   * @throws IllegalArgumentException if their kinds or shapes do not go together
   */
  static Condition batch(List<Condition> images) {
    if (images.stream().allMatch(None.class::isInstance)) {
      return none();
    }
    if (images.stream().anyMatch(Contrast.class::isInstance)) {
      List<Contrast> both =
          images.stream().map(c -> c.as(Contrast.class, "a batch of contrasts")).toList();
      return new Contrast(
          Text.batch(both.stream().map(Contrast::toward).toList()),
          Text.batch(both.stream().map(Contrast::away).toList()));
    }
    if (images.stream().anyMatch(Text.class::isInstance)) {
      return Text.batch(images.stream().map(c -> c.as(Text.class, "a batch of texts")).toList());
    }
    return new Classes(
        joined(
            images.stream().map(c -> c instanceof Classes k ? k : classes(NO_CLASS)),
            Classes::labels));
  }

  private static <C> Tensor joined(Stream<C> conditions, Function<C, Tensor> part) {
    return cat(new TensorVector(conditions.map(part).toArray(Tensor[]::new)), 0);
  }

  /**
   * This condition, where only one kind is taken.
   *
   * @param kind that is taken
   * @param taker who takes it, as the message names it: "this network"
   * @throws IllegalArgumentException if it is of another kind
   */
  default <C extends Condition> C as(Class<C> kind, String taker) {
    if (!kind.isInstance(this)) {
      throw new IllegalArgumentException(
          "%s takes %s, but was given %s".formatted(taker, word(kind), word(getClass())));
    }
    return kind.cast(this);
  }

  /**
   * Checks that it is one of a batch.
   *
   * @param images of the batch
   * @throws IllegalArgumentException if it is of neither 1 nor as many
   */
  default void requireServes(long images) {
    if (images() != 1 && images() != images) {
      throw new IllegalArgumentException(
          "%s for all or for each of %d images are expected, got %d"
              .formatted(word(getClass()), images, images()));
    }
  }

  private static Tensor part(Tensor tensor, long i) {
    return tensor.size(0) == 1 ? tensor : tensor.narrow(0, i, 1);
  }

  private static String word(Class<? extends Condition> kind) {
    if (kind == Classes.class) {
      return "class labels";
    }
    if (kind == Contrast.class) {
      return "a text and one to keep away from";
    }
    return kind == Text.class ? "a text" : "no condition";
  }
}
