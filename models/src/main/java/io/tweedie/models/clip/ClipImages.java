package io.tweedie.models.clip;

import static io.tweedie.core.tensor.Scalars.scalar;

import com.fasterxml.jackson.databind.JsonNode;
import io.tweedie.models.architecture.Settings;
import java.util.Arrays;
import java.util.List;
import org.bytedeco.pytorch.ScalarOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * How CLIP wants its images: the shorter side resized to a length by the bicubic filter of Pillow,
 * with its rounding to 8 bits, the middle square, and each colour shifted and scaled.
 *
 * @param shorterSide length to which the shorter side is resized
 * @param crop height and width of what is taken from the middle; at most the shorter side
 * @param mean of each colour, of values in [0, 1]
 * @param deviation of each colour
 */
public record ClipImages(int shorterSide, int crop, List<Double> mean, List<Double> deviation) {

  private static final List<Double> MEAN = List.of(0.48145466, 0.4578275, 0.40821073);
  private static final List<Double> DEVIATION = List.of(0.26862954, 0.26130258, 0.27577711);
  private static final int BICUBIC = 3;
  private static final double WHITE = 255;

  /** Copies the lists and refuses what no image can be made by. */
  public ClipImages {
    mean = List.copyOf(mean);
    deviation = List.copyOf(deviation);
    if (crop < 1 || shorterSide < crop) {
      throw new IllegalArgumentException(
          "the middle must fit into the image, got %d of %d".formatted(crop, shorterSide));
    }
    if (mean.size() != 3 || deviation.size() != 3 || deviation.stream().anyMatch(d -> d <= 0)) {
      throw new IllegalArgumentException(
          "means and positive deviations of 3 colours are expected, got %s and %s"
              .formatted(mean, deviation));
    }
  }

  /** As OpenAI's code has it, for images of a size. */
  public static ClipImages ofSize(int size) {
    return new ClipImages(size, size, MEAN, DEVIATION);
  }

  /**
   * Reads the {@code preprocessor_config.json} of transformers.
   *
   * @param where it stands, as messages name it
   * @throws IllegalArgumentException naming a setting that is unknown or not supported
   */
  public static ClipImages read(JsonNode json, String where) {
    Settings settings = new Settings(where, json);
    settings.ignore("image_processor_type", "feature_extractor_type", "processor_class");
    settings.ignore("do_convert_rgb", "size", "crop_size", "image_mean", "image_std");
    settings.ignore("data_format", "input_data_format", "return_tensors", "device");
    for (String step : List.of("do_resize", "do_center_crop", "do_rescale", "do_normalize")) {
      settings.only(step, true);
    }
    settings.only("resample", BICUBIC);
    settings.only("rescale_factor", 1 / WHITE);
    settings.refuseUnknown();
    return new ClipImages(
        side(settings, json, "size", "shortest_edge"),
        side(settings, json, "crop_size", "height"),
        numbers(settings, json, "image_mean", MEAN),
        numbers(settings, json, "image_std", DEVIATION));
  }

  /** A number, as old files have it, or one under a name. */
  private static int side(Settings settings, JsonNode json, String name, String key) {
    JsonNode value = json.path(name);
    JsonNode side = value.isObject() ? value.path(key) : value;
    boolean square = !value.has("width") || value.path("width").equals(side);
    if (value.isMissingNode()) {
      return 224;
    }
    if (!side.isInt() || side.asInt() < 1 || !square) {
      throw settings.refused(name, value, "a number for \"" + key + "\" is expected");
    }
    return side.asInt();
  }

  private static List<Double> numbers(
      Settings settings, JsonNode json, String name, List<Double> fallback) {
    JsonNode value = json.path(name);
    if (value.isMissingNode()) {
      return fallback;
    }
    if (!value.isArray() || value.size() != 3 || !value.get(0).isNumber()) {
      throw settings.refused(name, value, "3 numbers are expected");
    }
    return List.of(value.get(0).asDouble(), value.get(1).asDouble(), value.get(2).asDouble());
  }

  /**
   * Prepares images.
   *
   * @param images float32 [N, 1 or 3, H, W] in [-1, 1]; gray ones become three equal colours
   * @return float32 [N, 3, crop, crop]
   */
  public Tensor prepare(Tensor images) {
    if (images.dim() != 4 || images.size(1) != 1 && images.size(1) != 3) {
      throw new IllegalArgumentException(
          "expected images of shape [N, 1 or 3, H, W], got " + Arrays.toString(images.shape()));
    }
    long height = images.size(2);
    long width = images.size(3);
    Tensor levels =
        rounded(
            images
                .to(ScalarType.Float)
                .expand(images.size(0), 3, height, width)
                .add(scalar(1))
                .mul(scalar(WHITE / 2)));
    Tensor resized = resized(levels, resizedSide(height, width), resizedSide(width, height));
    Tensor middle = middle(middle(resized, 2), 3);
    return middle
        .div(scalar(WHITE))
        .sub(colours(mean).to(images.device(), ScalarType.Float))
        .div(colours(deviation).to(images.device(), ScalarType.Float));
  }

  private long resizedSide(long side, long other) {
    return side <= other ? shorterSide : (long) ((double) shorterSide * side / other);
  }

  /** First along rows, then along columns, and rounded after each. */
  private static Tensor resized(Tensor levels, long height, long width) {
    Tensor across = weights(levels.size(3), width).to(levels.device(), ScalarType.Float);
    Tensor down = weights(levels.size(2), height).to(levels.device(), ScalarType.Float);
    return rounded(down.matmul(rounded(levels.matmul(across.t()))));
  }

  private static Tensor rounded(Tensor levels) {
    return levels
        .add(scalar(0.5))
        .floor()
        .clamp(new ScalarOptional(scalar(0)), new ScalarOptional(scalar(WHITE)));
  }

  /** What each pixel of a resized row takes of each of the old, [to, from]. */
  private static Tensor weights(long from, long to) {
    double scale = (double) from / to;
    double widening = Math.max(scale, 1);
    double[] rows = new double[Math.toIntExact(from * to)];
    for (int i = 0; i < to; i++) {
      double centre = (i + 0.5) * scale;
      int first = (int) Math.max(0, Math.floor(centre - 2 * widening + 0.5));
      int end = (int) Math.min(from, Math.floor(centre + 2 * widening + 0.5));
      double sum = 0;
      for (int x = first; x < end; x++) {
        sum += keys((x - centre + 0.5) / widening);
      }
      for (int x = first; x < end; x++) {
        rows[(int) (i * from + x)] = keys((x - centre + 0.5) / widening) / sum;
      }
    }
    return Tensor.create(rows, to, from);
  }

  /** The cubic of Keys (1981) with a = -1/2. */
  private static double keys(double distance) {
    double x = Math.abs(distance);
    if (x < 1) {
      return (1.5 * x - 2.5) * x * x + 1;
    }
    return x < 2 ? ((-0.5 * x + 2.5) * x - 4) * x + 2 : 0;
  }

  private Tensor middle(Tensor images, int dimension) {
    long start = (long) Math.rint((images.size(dimension) - crop) / 2.0);
    return images.narrow(dimension, start, crop);
  }

  private static Tensor colours(List<Double> values) {
    double[] each = values.stream().mapToDouble(Double::doubleValue).toArray();
    return Tensor.create(each, 1, 3, 1, 1);
  }
}
