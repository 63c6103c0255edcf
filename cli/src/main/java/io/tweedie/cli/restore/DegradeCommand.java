package io.tweedie.cli.restore;

import static io.tweedie.core.tensor.Scalars.scalar;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.tweedie.cli.terminal.CommonOptions;
import io.tweedie.cli.terminal.OutputNames;
import io.tweedie.core.file.Folders;
import io.tweedie.core.file.WholeFile;
import io.tweedie.core.measurement.Measurement;
import io.tweedie.core.measurement.Noise;
import io.tweedie.core.operator.BicubicResize;
import io.tweedie.core.operator.Blur;
import io.tweedie.core.operator.ForwardOperator;
import io.tweedie.core.operator.Inpainting;
import io.tweedie.core.operator.Jpeg;
import io.tweedie.core.operator.NonlinearBlur;
import io.tweedie.core.random.KeyedNoise;
import io.tweedie.core.task.Task;
import io.tweedie.core.tensor.Shape;
import io.tweedie.images.ImageFile;
import io.tweedie.images.JpegEncoder;
import io.tweedie.images.LoadedImage;
import io.tweedie.models.checkpoint.SafetensorsWriter;
import io.tweedie.models.checkpoint.Sha256;
import io.tweedie.restore.photo.DegradedPhoto;
import io.tweedie.restore.photo.NamedFiles;
import io.tweedie.restore.record.RunRecord;
import io.tweedie.restore.spec.DamageSpec;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.ScalarOptional;
import org.bytedeco.pytorch.Tensor;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code tweedie degrade}: makes measurements of clean pictures. */
@Command(
    name = "degrade",
    description = {
      "Makes a degraded photo of a clean one, to try restoration on.",
      "",
      "Writes IMAGE.measurement.png, IMAGE.safetensors (y: the measurement as numbers, not rounded;"
          + " mask: 1 where inpainting knows a pixel; kernel: of a blur) and operator.json; for"
          + " jpeg without noise also IMAGE.measurement.jpg, the file that a codec makes. Where the"
          + " task needs sides of a certain multiple, rows below and columns at the right are cut"
          + " off."
    },
    footer = {
      "",
      "Shrink a photo to a quarter, and enlarge it again:",
      "  tweedie degrade photo.png --task sr:4",
      "  tweedie restore out/photo.measurement.png --task sr:4 --reference photo.png",
      "Lose 80 %% of the pixels; the same seed finds the same places:",
      "  tweedie degrade photo.png --task inpaint-random:0.8 --seed 7",
      "  tweedie restore out/photo.measurement.png --task inpaint-random:0.8 --seed 7",
      "Add noise, and restore from the numbers, which know what was done to them:",
      "  tweedie degrade photo.png --task sr:4 --sigma 0.05",
      "  tweedie restore out/photo.safetensors --reference photo.png"
    })
public final class DegradeCommand implements Callable<Integer> {

  private static final ObjectMapper JSON = new ObjectMapper();

  @Mixin private CommonOptions common;
  @Mixin private TaskOptions tasks;

  @Parameters(paramLabel = "IMAGE", arity = "1..*", description = "The clean photos.")
  private List<Path> images;

  @Override
  public Integer call() throws Exception {
    DamageSpec damage = tasks.damage();
    Task task = common.understood(damage::whole);
    Noise noise = common.understood(damage::noise);
    List<String> names = common.understood(() -> OutputNames.of(images));
    common.startBackend();
    Folders.make(common.out());
    Map<String, Object> description = new LinkedHashMap<>();
    description.put("operator", RunRecord.describe(task, noise));
    description.put("seed", common.seed());
    List<Object> measurements = new ArrayList<>();
    description.put("images", measurements);
    List<String> lines = new ArrayList<>();
    for (int i = 0; i < images.size(); i++) {
      Map<String, Object> measurement = degrade(images.get(i), names.get(i), task, noise);
      measurements.add(measurement);
      lines.add(images.get(i) + " -> " + measurement.get("picture"));
    }
    WholeFile.write(
        common.out().resolve("operator.json"),
        JSON.writerWithDefaultPrettyPrinter().writeValueAsBytes(description));
    common.result(description, lines);
    return ExitCode.OK;
  }

  private Map<String, Object> degrade(Path file, String name, Task task, Noise noise)
      throws IOException {
    try (PointerScope scope = new PointerScope()) {
      LoadedImage image = ImageFile.read(file);
      Shape shape = task.admissible(Shape.of(image.pixels()));
      Tensor clean = cut(image.pixels(), shape);
      ForwardOperator operator = task.operator(shape, common.seed(), NamedFiles.onDisk());
      KeyedNoise random = new KeyedNoise(common.seed(), new long[] {DegradedPhoto.identity(clean)});
      Tensor normal = random.normal(0, "noise of the measurement", operator.measurementShape());
      Tensor y = Measurement.of(operator, clean, noise, normal).y();

      Path picture = common.out().resolve(name + ".measurement.png");
      if (image.alpha().isPresent()) {
        ImageFile.writePng(picture, y, alpha(cut(image.alpha().get(), shape), y));
      } else {
        ImageFile.writePng(picture, y);
      }
      if (operator instanceof Jpeg codec && noise instanceof Noise.None) {
        WholeFile.write(
            common.out().resolve(name + ".measurement.jpg"), JpegEncoder.encode(clean, codec));
      }
      Path tensors = common.out().resolve(name + ".safetensors");
      SafetensorsWriter.write(tensors, tensors(y, operator), Map.of("operator", task.name()));

      Map<String, Object> measurement = new LinkedHashMap<>();
      measurement.put("input", file.toString());
      measurement.put("sha256", Sha256.of(file));
      measurement.putAll(RunRecord.shapes(operator));
      measurement.put("picture", picture.toString());
      measurement.put("tensors", tensors.toString());
      return measurement;
    }
  }

  private static Tensor cut(Tensor picture, Shape shape) {
    return picture.narrow(2, 0, shape.height()).narrow(3, 0, shape.width());
  }

  private static Tensor alpha(Tensor alpha, Tensor y) {
    return new BicubicResize(Shape.of(alpha), y.size(2), y.size(3))
        .apply(alpha)
        .clamp(new ScalarOptional(scalar(0)), new ScalarOptional(scalar(1)));
  }

  private static Map<String, Tensor> tensors(Tensor y, ForwardOperator operator) {
    if (operator instanceof Inpainting inpainting) {
      return Map.of("y", y, "mask", inpainting.mask());
    }
    if (operator instanceof Blur blur) {
      return Map.of("y", y, "kernel", blur.kernel().toTensor());
    }
    if (operator instanceof NonlinearBlur camera) {
      return Map.of("y", y, "kernel", camera.blur().kernel().toTensor());
    }
    return Map.of("y", y);
  }
}
