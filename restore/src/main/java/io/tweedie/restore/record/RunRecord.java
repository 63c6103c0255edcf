package io.tweedie.restore.record;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.tweedie.core.file.WholeFile;
import io.tweedie.core.measurement.Noise;
import io.tweedie.core.operator.ForwardOperator;
import io.tweedie.core.sampling.SamplingLoop;
import io.tweedie.core.task.Task;
import io.tweedie.core.tensor.Compute;
import io.tweedie.core.tensor.Shape;
import io.tweedie.models.checkpoint.Sha256;
import io.tweedie.restore.settings.RecordSettings;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.bytedeco.pytorch.global.torch;

/**
 * Where results come from: all that is needed to repeat a run, and what came of it. {@value #FILE}
 * is its written form. Belongs to one thread.
 */
public final class RunRecord {

  /** The name of a record's file. */
  public static final String FILE = "run.json";

  private static final ObjectMapper JSON = new ObjectMapper();

  private final Map<String, Object> fields = new LinkedHashMap<>();
  private final Map<String, Object> inputs = new LinkedHashMap<>();
  private final Map<String, Object> outputs = new LinkedHashMap<>();
  private final List<Object> images = new ArrayList<>();
  private final long start = System.nanoTime();

  /**
   * Begins the record, and its clock.
   *
   * @param command that repeats the run; empty for a program's run
   * @param seed of its random numbers
   */
  public RunRecord(List<String> command, long seed) {
    if (!command.isEmpty()) {
      fields.put("command", command);
    }
    Map<String, Object> versions = new LinkedHashMap<>();
    versions.put("tweedie", Versions.tweedie());
    versions.put("pytorch", Versions.pytorch());
    versions.put("java", Runtime.version().toString());
    fields.put("versions", versions);
    Map<String, Object> machine = new LinkedHashMap<>();
    machine.put("processor", Processor.name());
    machine.put("instructions", Processor.instructions());
    machine.put("threads", torch.get_num_threads());
    fields.put("machine", machine);
    fields.put("seed", seed);
  }

  /** Says something else: anything that becomes JSON. */
  public RunRecord put(String field, Object value) {
    fields.put(field, value);
    return this;
  }

  /**
   * The model.
   *
   * @param hash of its weights, or those of several networks by name
   */
  public RunRecord model(String name, Object hash, Compute compute) {
    return put("model", description(name, hash, compute));
  }

  /** A model, and how it computes, as records tell it. */
  public static Map<String, Object> description(String name, Object hash, Compute compute) {
    Map<String, Object> description = new LinkedHashMap<>();
    description.put("name", name);
    description.put("sha256", hash);
    description.put("precision", compute.precision().word());
    description.put("layout", compute.layout().word());
    description.put("device", compute.device().name());
    description.put("batching", compute.batching().word());
    return description;
  }

  /** Says how a loop walks down the noise levels. */
  public RunRecord plan(SamplingLoop loop) {
    put("plan", RecordSettings.describe(loop.plan()));
    return put(
        "timesteps",
        Arrays.stream(loop.levels().timesteps()).mapToObj(RunRecord::shortest).toList());
  }

  /** Whole numbers without a fraction. */
  private static Number shortest(double number) {
    return number == Math.rint(number) ? (Number) (long) number : number;
  }

  /** The physics, with its parameters and units. */
  public static Map<String, Object> describe(Task task, Noise noise) {
    Map<String, Object> description = new LinkedHashMap<>();
    description.put("name", task.name());
    description.put("parameters", RecordSettings.describe(task));
    description.put("noise", RecordSettings.describe(noise));
    description.put("sigma", noise.sigma());
    description.put("units", "sigma where black is 0 and white is 1; lengths in pixels");
    return description;
  }

  /** Shapes that an operator takes and gives, channels x height x width. */
  public static Map<String, Object> shapes(ForwardOperator operator) {
    return shapes(operator.imageShape(), operator.measurementShape());
  }

  /** Shapes that an operator takes and gives, channels x height x width. */
  public static Map<String, Object> shapes(Shape image, Shape measurement) {
    Map<String, Object> shapes = new LinkedHashMap<>();
    shapes.put("image_shape", image.toString());
    shapes.put("measurement_shape", measurement.toString());
    return shapes;
  }

  /**
   * Names a file that the run reads, with its hash.
   *
   * @throws IOException if it cannot be read
   */
  public RunRecord input(Path file) throws IOException {
    inputs.put(file.toString(), Sha256.of(file));
    return this;
  }

  /**
   * Names a file that the run wrote, with its hash.
   *
   * @throws IOException if it cannot be read
   */
  public RunRecord output(Path file) throws IOException {
    outputs.put(file.getFileName().toString(), Sha256.of(file));
    return this;
  }

  /**
   * Names files that the run wrote into a folder, each with its hash.
   *
   * @throws IOException if one cannot be read
   */
  public RunRecord outputs(Path folder, String... names) throws IOException {
    for (String name : names) {
      output(folder.resolve(name));
    }
    return this;
  }

  /** Tells of one image of several. */
  public RunRecord image(Map<String, Object> image) {
    images.add(image);
    return this;
  }

  /** What is said so far, for JSON. */
  public Map<String, Object> fields() {
    Map<String, Object> all = new LinkedHashMap<>(fields);
    all.put("seconds", (System.nanoTime() - start) / 1e9);
    all.put("peak_memory_bytes", Processor.peakMemory());
    if (!images.isEmpty()) {
      all.put("images", images);
    }
    all.put("inputs", inputs);
    all.put("outputs", outputs);
    return all;
  }

  /**
   * Ends the clock and writes the record, whole or not at all.
   *
   * @return what is written
   * @throws IOException if it cannot be written
   */
  public Map<String, Object> write(Path folder) throws IOException {
    Map<String, Object> all = fields();
    WholeFile.write(
        folder.resolve(FILE), JSON.writerWithDefaultPrettyPrinter().writeValueAsBytes(all));
    return all;
  }
}
