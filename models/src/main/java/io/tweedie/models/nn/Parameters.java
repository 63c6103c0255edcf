package io.tweedie.models.nn;

import static org.bytedeco.pytorch.global.torch.make_generator_cpu;

import io.tweedie.core.tensor.Backend;
import io.tweedie.core.tensor.Precision;
import io.tweedie.models.checkpoint.Checkpoint;
import io.tweedie.models.checkpoint.TensorInfo;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Generator;
import org.bytedeco.pytorch.Tensor;

/**
 * The named parameters of a network, in the order in which its layers declare them. Layers declare
 * theirs through a {@link #scope scope}, so that names come out as in the reference checkpoints.
 */
public final class Parameters implements AutoCloseable {

  private final Map<String, Parameter> all;
  private final String prefix;
  private final String formerPrefix;
  private final boolean alwaysFloat32;

  /** An empty registry. */
  public Parameters() {
    this(new LinkedHashMap<>(), "", "", false);
  }

  private Parameters(
      Map<String, Parameter> all, String prefix, String formerPrefix, boolean alwaysFloat32) {
    this.all = all;
    this.prefix = prefix;
    this.formerPrefix = formerPrefix;
    this.alwaysFloat32 = alwaysFloat32;
  }

  /** The same registry seen from inside the named layer. */
  public Parameters scope(String layer) {
    return scope(layer, layer);
  }

  /**
   * The same registry seen from inside a layer that had another name when older checkpoints were
   * written; both are read.
   */
  public Parameters scope(String layer, String formerly) {
    return new Parameters(all, prefix + layer + ".", formerPrefix + formerly + ".", alwaysFloat32);
  }

  /**
   * The same registry for layers that compute in float32 whatever their network computes in, such
   * as normalisations and the last layer; so they are loaded.
   */
  public Parameters inFloat32() {
    return new Parameters(all, prefix, formerPrefix, true);
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
    return declare(name, initializer, shape, Parameter.Role.WEIGHT);
  }

  /**
   * Declares vectors of which one is looked up at a time, as those of tokens.
   *
   * @throws IllegalStateException if the name is taken
   */
  public Parameter declareTable(String name, Initializer initializer, long... shape) {
    return declare(name, initializer, shape, Parameter.Role.TABLE);
  }

  /**
   * Declares what a layer keeps and no gradient moves, as running statistics; checkpoints hold it
   * as they hold parameters, and moving averages include it.
   *
   * @throws IllegalStateException if the name is taken
   */
  public Parameter declareStatistic(String name, Initializer initializer, long... shape) {
    return declare(name, initializer, shape, Parameter.Role.STATISTIC);
  }

  private Parameter declare(
      String name, Initializer initializer, long[] shape, Parameter.Role role) {
    Parameter parameter =
        new Parameter(
            prefix + name, formerPrefix + name, initializer, shape.clone(), alwaysFloat32, role);
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
    return load(checkpoint, Precision.FLOAT32);
  }

  /**
   * Takes values as {@link #load(Checkpoint)} does, those of layers in the number format in which
   * they will compute, so that large networks fit into memory. Layers that compute in float32 in
   * any case give the same bits as if all had been loaded so. What was loaded in another format
   * than float32 cannot be trained.
   */
  public LoadReport load(Checkpoint checkpoint, Precision precision) {
    LoadReport report = compare(checkpoint);
    for (String name : report.loaded()) {
      try (PointerScope scope = new PointerScope()) {
        Parameter parameter = all.get(name);
        Tensor stored = checkpoint.read(parameter.nameIn(checkpoint.tensors().keySet()));
        parameter.own(stored.to(parameter.storedIn(precision)));
      }
    }
    return report;
  }

  /** What {@link #load} would report, without reading any weights. */
  public LoadReport compare(Checkpoint checkpoint) {
    List<String> fitting = new ArrayList<>();
    List<String> missing = new ArrayList<>();
    List<LoadReport.Misfit> misfits = new ArrayList<>();
    Set<String> unexpected = new LinkedHashSet<>(checkpoint.tensors().keySet());
    for (Parameter parameter : all.values()) {
      String name = parameter.nameIn(checkpoint.tensors().keySet());
      TensorInfo found = checkpoint.tensors().get(name);
      unexpected.remove(name);
      List<Long> expected = Arrays.stream(parameter.shape()).boxed().toList();
      if (found == null) {
        missing.add(parameter.name());
      } else if (!found.shape().equals(expected) || !found.dtype().isFloatingPoint()) {
        misfits.add(new LoadReport.Misfit(parameter.name(), expected, found));
      } else {
        fitting.add(parameter.name());
      }
    }
    return new LoadReport(
        checkpoint.file(), fitting, missing, List.copyOf(unexpected), misfits, checkpoint.unread());
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
