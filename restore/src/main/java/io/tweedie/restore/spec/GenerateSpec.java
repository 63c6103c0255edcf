package io.tweedie.restore.spec;

import io.tweedie.core.schedule.NoiseSchedule;
import io.tweedie.core.tensor.Shape;
import io.tweedie.models.nn.DenoisingNetwork;
import io.tweedie.models.prior.ModelSpec;
import io.tweedie.restore.sampler.Sampler;
import io.tweedie.restore.sampler.Samplers;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/**
 * How images are drawn, in words: {@code class=7 guidance=cfg:3 count=8}.
 *
 * @param guidance what they show
 * @param classes several classes instead of one, as 0-9 or 3,5,7
 * @param sampler as {@link Samplers} knows it; ddim if absent
 * @param steps of a run; the sampler's own if absent
 * @param eta share of fresh noise of ddim
 * @param count how many images; of each class, where several are named; 1 if absent
 * @param size height x width in pixels, as 64x96; what the model was trained for if absent
 * @param seed of every random number; 0 if absent
 */
public record GenerateSpec(
    GuidanceSpec guidance,
    String classes,
    String sampler,
    String steps,
    Double eta,
    Integer count,
    String size,
    Long seed)
    implements Spec<GenerateSpec> {

  /** For models that serve any size. */
  private static final int USUAL_SIDE = 64;

  private static final int MOST_IMAGES = 10_000;
  private static final Pattern SIZE = Pattern.compile("(\\d{1,5})x(\\d{1,5})");
  private static final Pattern RANGE = Pattern.compile("(\\d{1,9})(?:-(\\d{1,9}))?");

  /** Fills in what is usual. */
  public GenerateSpec {
    count = count == null ? 1 : count;
    seed = seed == null ? 0 : seed;
    if (count < 1 || count > MOST_IMAGES) {
      throw new IllegalArgumentException(
          "count must be from 1 to %d, got %d".formatted(MOST_IMAGES, count));
    }
  }

  /** So many images of all kinds. */
  public static GenerateSpec of(int count) {
    return new GenerateSpec(GuidanceSpec.NONE, null, null, null, null, count, null, null);
  }

  /**
   * The classes in order; none if images are drawn from all.
   *
   * @throws IllegalArgumentException if the words do not go together
   */
  public List<Long> labels() {
    if (guidance.label() != null && classes != null) {
      throw new IllegalArgumentException("--class is for one class and --classes for several");
    }
    return classes == null
        ? guidance.classes()
        : Stream.of(classes.split(",", -1)).flatMap(part -> range(part).boxed()).toList();
  }

  private LongStream range(String part) {
    Matcher matcher = RANGE.matcher(part);
    if (!matcher.matches()) {
      throw new IllegalArgumentException(
          "--classes are numbers and ranges, as 0-9 or 3,5,7, not '" + classes + "'");
    }
    long first = Long.parseLong(matcher.group(1));
    long last = matcher.group(2) == null ? first : Long.parseLong(matcher.group(2));
    if (last < first) {
      throw new IllegalArgumentException("--classes: %d-%d is empty".formatted(first, last));
    }
    return LongStream.rangeClosed(first, last);
  }

  /**
   * The sampler.
   *
   * @param schedule that the model was trained on
   * @throws IllegalArgumentException if the words ask for none
   */
  public Sampler sampler(NoiseSchedule schedule) {
    return Samplers.named(name(), schedule, steps, eta);
  }

  private String name() {
    return sampler == null ? Samplers.USUAL : sampler;
  }

  /** Whether the run walks down the levels of the schedule once. */
  public boolean inSteps() {
    return Samplers.isInSteps(name());
  }

  /**
   * The shape of an image.
   *
   * @throws IllegalArgumentException if the model draws none of that size
   */
  public Shape shape(ModelSpec spec) {
    int channels;
    try (DenoisingNetwork network = spec.denoisingNetwork()) {
      channels = network.inChannels();
    }
    int side = spec.imageSize() == null ? USUAL_SIDE : spec.imageSize();
    if (size == null) {
      return new Shape(channels, side, side);
    }
    Matcher matcher = SIZE.matcher(size);
    if (!matcher.matches()) {
      throw new IllegalArgumentException(
          "--size is height x width in pixels, as 64x96, not '" + size + "'");
    }
    Shape shape =
        new Shape(channels, Long.parseLong(matcher.group(1)), Long.parseLong(matcher.group(2)));
    if (spec.imageSize() != null && !shape.equals(new Shape(channels, side, side))) {
      throw new IllegalArgumentException(
          "model %s draws images of %dx%d only, not %s".formatted(spec.name(), side, side, size));
    }
    return shape;
  }
}
