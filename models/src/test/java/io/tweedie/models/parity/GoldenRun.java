package io.tweedie.models.parity;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tweedie.core.denoiser.Denoiser;
import io.tweedie.core.measurement.Measurement;
import io.tweedie.core.measurement.Noise;
import io.tweedie.core.operator.ForwardOperator;
import io.tweedie.core.operator.Inpainting;
import io.tweedie.core.random.NoiseSource;
import io.tweedie.core.sampling.Plan;
import io.tweedie.core.sampling.SamplingLoop;
import io.tweedie.core.schedule.NoiseSchedule;
import io.tweedie.core.solver.Solver;
import io.tweedie.core.task.Task;
import io.tweedie.core.tensor.Shape;
import io.tweedie.models.checkpoint.Checkpoint;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.StreamSupport;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;

/**
 * A run of a solver's authors' code that parity/make_solvers.py recorded, to be run again by ours.
 *
 * @param name of the file, without its ending
 * @param file the recorded states
 * @param description what was run
 */
record GoldenRun(String name, Checkpoint file, JsonNode description) implements AutoCloseable {

  private static final String ENDING = ".safetensors";

  static GoldenRun open(String name) {
    Path path = Goldens.file("solvers/" + name + ENDING);
    Checkpoint file = Checkpoint.open(path);
    try {
      return new GoldenRun(name, file, new ObjectMapper().readTree(file.metadata().get("golden")));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** All there are. */
  static List<String> names() {
    return Goldens.files("solvers", "*" + ENDING).stream()
        .map(path -> path.getFileName().toString().replace(ENDING, ""))
        .toList();
  }

  /** Solvers' plans have many steps; recorded runs have few, spaced alike. */
  private Plan plan(Solver solver) {
    String steps = solver.plan().steps().toString();
    int count = description.get("levels").asInt();
    return solver.plan().withSteps(steps.replaceAll("\\d+$", Integer.toString(count)));
  }

  private Measurement measurement() {
    double sigma = description.get("sigma").asDouble();
    Noise noise = sigma > 0 ? new Noise.Gaussian(sigma) : new Noise.None();
    return new Measurement(file.read("y"), operator(), noise);
  }

  private ForwardOperator operator() {
    String task = description.get("operator").asText();
    Shape image = imageShape();
    return switch (task) {
      case "kernel-blur" -> new KernelBlur(image);
      case "inpaint-mask" -> Inpainting.of(image, file.read("mask"));
      default -> Task.parse(task).operator(image, 0);
    };
  }

  private Shape imageShape() {
    return Shape.of(file.read("x.0"));
  }

  /** The stream that the authors' code was given in the place of normal numbers. */
  private NoiseSource noise() {
    Map<String, Long> recorded = new LinkedHashMap<>();
    for (JsonNode draw : description.get("draws")) {
      recorded.put(draw.get(0).asInt() + "/" + draw.get(1).asText(), draw.get(2).asLong());
    }
    return (step, purpose, shape) -> {
      String key = step + "/" + purpose;
      // The last step's noise is drawn by some and used by none.
      assertThat(step == 0 || recorded.containsKey(key)).as("draw %s of %s", key, name).isTrue();
      assertThat(recorded.getOrDefault(key, shape.elements()))
          .as("numbers of draw %s", key)
          .isEqualTo(shape.elements());
      return DeterministicWeights.tensor(name + "/" + key, shape.batch(1));
    };
  }

  /**
   * Runs a solver on the recorded problem.
   *
   * @param prior what the recorded code asked
   * @param ownStart whether it starts from its own x_T or from the recorded one
   * @return relative errors of the states that were recorded, by the number of steps taken
   */
  Map<Integer, Double> errors(Denoiser prior, Solver solver, boolean ownStart) {
    Map<Integer, Double> errors = new LinkedHashMap<>();
    List<Double> alphaBars = new ArrayList<>();
    try (PointerScope scope = new PointerScope()) {
      Measurement y = measurement();
      solver.requireServes(y.operator());
      SamplingLoop loop = new SamplingLoop(prior, NoiseSchedule.linear(1000), plan(solver));
      Tensor start =
          ownStart
              ? loop.start(noise(), imageShape(), first -> solver.start(first, y))
              : file.read("x.0");
      errors.put(0, error(start, 0));
      loop.run(
          step -> solver.step(step, y),
          noise(),
          start,
          (state, step) -> {
            alphaBars.add(step.alphaBar());
            int taken = loop.steps() - state.remaining();
            if (file.tensors().containsKey("x." + taken)) {
              errors.put(taken, error(state.x(), taken));
            }
            return true;
          });
    }
    assertThat(alphaBars).as("noise levels of " + name).hasSameSizeAs(levels());
    for (int i = 0; i < alphaBars.size(); i++) {
      assertThat(alphaBars.get(i) / levels().get(i)).isBetween(1 - 1e-9, 1 + 1e-9);
    }
    return errors;
  }

  private double error(Tensor x, int taken) {
    Tensor expected = file.read("x." + taken);
    return x.sub(expected).norm().item_double() / expected.norm().item_double();
  }

  private List<Double> levels() {
    return StreamSupport.stream(description.get("alpha_bars").spliterator(), false)
        .map(JsonNode::asDouble)
        .toList();
  }

  @Override
  public void close() {
    file.close();
  }
}
