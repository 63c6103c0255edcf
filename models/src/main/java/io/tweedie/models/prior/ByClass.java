package io.tweedie.models.prior;

import static org.bytedeco.pytorch.global.torch.argsort;
import static org.bytedeco.pytorch.global.torch.cat;
import static org.bytedeco.pytorch.global.torch.tensor;

import io.tweedie.core.denoiser.Condition;
import io.tweedie.core.denoiser.ConditionalDenoiser;
import io.tweedie.core.denoiser.Denoiser;
import io.tweedie.core.denoiser.Prediction;
import io.tweedie.core.schedule.NoiseLevel;
import io.tweedie.core.tensor.Device;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.LongFunction;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;

/**
 * Asks one denoiser for each class in a batch: a network runs images of one class together without
 * their results depending on each other, which it cannot where each has a class of its own.
 *
 * @param classes number of classes
 * @param denoisers by label, {@link Condition#NO_CLASS} among them
 */
record ByClass(long classes, LongFunction<Denoiser> denoisers) implements ConditionalDenoiser {

  @Override
  public Prediction predict(Tensor xt, NoiseLevel level, Condition condition) {
    long[] wanted = labels(condition, xt.size(0));
    Map<Long, List<Long>> groups = new TreeMap<>();
    for (int i = 0; i < wanted.length; i++) {
      groups.computeIfAbsent(wanted[i], label -> new ArrayList<>()).add((long) i);
    }
    if (groups.size() == 1) {
      return denoisers.apply(wanted[0]).predict(xt, level);
    }
    Device device = Device.of(xt);
    List<Long> order = new ArrayList<>();
    List<Prediction> parts = new ArrayList<>();
    groups.forEach(
        (label, images) -> {
          Tensor group = xt.index_select(0, device.move(indices(images)));
          parts.add(denoisers.apply(label).predict(group, level));
          order.addAll(images);
        });
    Tensor back = device.move(argsort(indices(order)));
    return joined(parts).map(t -> t.index_select(0, back));
  }

  private long[] labels(Condition condition, long images) {
    long[] values = new long[(int) images];
    if (condition instanceof Condition.None) {
      Arrays.fill(values, Condition.NO_CLASS);
      return values;
    }
    condition.requireServes(images);
    Tensor labels = condition.as(Condition.Classes.class, "a model of classes").labels();
    Device.CPU.move(labels).expand(images).contiguous().data_ptr_long().get(values);
    for (long label : values) {
      if (label != Condition.NO_CLASS && (label < 0 || label >= classes)) {
        throw new IllegalArgumentException(
            "labels are 0 to %d, or %d for no class, got %d"
                .formatted(classes - 1, Condition.NO_CLASS, label));
      }
    }
    return values;
  }

  private static Tensor indices(List<Long> values) {
    return tensor(values.stream().mapToLong(Long::longValue).toArray());
  }

  private static Prediction joined(List<Prediction> parts) {
    return Prediction.join(parts, t -> cat(new TensorVector(t.toArray(Tensor[]::new)), 0));
  }
}
