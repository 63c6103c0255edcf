package io.tweedie.models.nn;

import static org.bytedeco.pytorch.global.torch.make_generator_cpu;

import io.tweedie.core.tensor.Backend;
import io.tweedie.models.checkpoint.Checkpoint;
import io.tweedie.models.checkpoint.TensorInfo;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Generator;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * The named parameters of a network, in the order in which its layers declare them. Layers declare
 * theirs through a {@link #scope scope}, so that names come out as in the reference checkpoints.
 */
public final class Parameters implements AutoCloseable {

  private final Map<String, Parameter> all;
  private final String prefix;

  /** An empty registry. */
  public Parameters() {
    this(new LinkedHashMap<>(), "");
  }

  private Parameters(Map<String, Parameter> all, String prefix) {
    this.all = all;
    this.prefix = prefix;
  }

  /** The same registry seen from inside the named layer. */
  public Parameters scope(String layer) {
    return new Parameters(all, prefix + layer + ".");
  }

  /** The same registry seen from inside a numbered layer of a list. */
  public Parameters scope(int layer) {
    return scope(Integer.toString(layer));
  }

  /**
   * Declares a parameter.
   *
   * @throws IllegalStateException if the name is taken
   */
  public Parameter declare(String name, Initializer initializer, long... shape) {
    Parameter parameter = new Parameter(prefix + name, initializer, shape.clone());
    if (all.putIfAbsent(parameter.name(), parameter) != null) {
      throw new IllegalStateException("parameter " + parameter.name() + " is declared twice");
    }
    return parameter;
  }

  /** All parameters, in order of declaration. */
  public Collection<Parameter> all() {
    return Collections.unmodifiableCollection(all.values());
  }

  /** All parameters by name. */
  public Map<String, Parameter> byName() {
    return Collections.unmodifiableMap(all);
  }

  /** Number of weights in all. */
  public long elements() {
    return all.values().stream().mapToLong(Parameter::elements).sum();
  }

  /** Gives every parameter its starting value; the same seed gives the same values. */
  public void initialize(long seed) {
    Backend.initialize();
    try (PointerScope scope = new PointerScope()) {
      Generator generator = make_generator_cpu(seed);
      for (Parameter parameter : all.values()) {
        parameter.own(parameter.initializer().create(parameter.shape(), generator));
      }
    }
  }

  /**
   * Takes values from a checkpoint, by exact name; see {@link Checkpoint#under} for names that
   * stand below a prefix. Tensors are read and converted to float32 one at a time. Parameters for
   * which the checkpoint has nothing that fits keep the value they have, if any.
   *
   * @return what was found and what was not; ask for {@link LoadReport#requireComplete()} unless a
   *     partial load is intended
   */
  public LoadReport load(Checkpoint checkpoint) {
    LoadReport report = compare(checkpoint);
    for (String name : report.loaded()) {
      try (PointerScope scope = new PointerScope()) {
        all.get(name).own(checkpoint.read(name).to(ScalarType.Float));
      }
    }
    return report;
  }

  /** What {@link #load} would report, without reading any weights. */
  public LoadReport compare(Checkpoint checkpoint) {
    List<String> fitting = new ArrayList<>();
    List<String> missing = new ArrayList<>();
    List<LoadReport.Misfit> misfits = new ArrayList<>();
    for (Parameter parameter : all.values()) {
      TensorInfo found = checkpoint.tensors().get(parameter.name());
      List<Long> expected = Arrays.stream(parameter.shape()).boxed().toList();
      if (found == null) {
        missing.add(parameter.name());
      } else if (!found.shape().equals(expected) || !found.dtype().isFloatingPoint()) {
        misfits.add(new LoadReport.Misfit(parameter.name(), expected, found));
      } else {
        fitting.add(parameter.name());
      }
    }
    List<String> unexpected =
        checkpoint.tensors().keySet().stream().filter(name -> !all.containsKey(name)).toList();
    return new LoadReport(
        checkpoint.file(), fitting, missing, unexpected, misfits, checkpoint.unread());
  }

  /** Switches gradients of all parameters on for training, or off. Networks start without. */
  public void train(boolean on) {
    all.values().forEach(parameter -> parameter.train(on));
  }

  /** Whether gradients of parameters are on. */
  public boolean training() {
    return all.values().stream().anyMatch(Parameter::trains);
  }

  /** Frees the native memory of every parameter. */
  @Override
  public void close() {
    all.values().forEach(Parameter::close);
  }
}
