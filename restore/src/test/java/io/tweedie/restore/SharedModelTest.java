package io.tweedie.restore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.bytedeco.pytorch.global.torch.make_generator_cpu;
import static org.bytedeco.pytorch.global.torch.rand;

import io.tweedie.core.measurement.Noise;
import io.tweedie.core.sampling.SamplingLoop;
import io.tweedie.core.solver.Solver;
import io.tweedie.core.solver.Solvers;
import io.tweedie.core.solver.Solvers.Preset;
import io.tweedie.core.task.Task;
import io.tweedie.core.tensor.Batching;
import io.tweedie.core.tensor.Compute;
import io.tweedie.core.tensor.Layout;
import io.tweedie.core.tensor.Precision;
import io.tweedie.images.ImageFormat;
import io.tweedie.images.LoadedImage;
import io.tweedie.images.Orientation;
import io.tweedie.models.prior.Model;
import io.tweedie.restore.photo.DegradedPhoto;
import io.tweedie.restore.photo.Restoration;
import io.tweedie.restore.photo.RestoredPhoto;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.GeneratorOptional;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One model asked by many threads at once, each with settings of its own. */
class SharedModelTest {

  private static final int THREADS = 8;
  private static final int ROUNDS = 6;

  /** One way of asking; all of them are mixed. */
  private record Setting(String solver, String task, Compute compute) {

    static List<Setting> all() {
      List<Setting> settings = new ArrayList<>();
      for (Precision precision : Precision.values()) {
        for (Layout layout : Layout.values()) {
          for (Batching batching : Batching.values()) {
            Compute compute = Compute.REFERENCE.with(precision).with(layout).with(batching);
            settings.add(new Setting("ddnm", "sr:2", compute));
            settings.add(new Setting("dps", "inpaint-random:0.5", compute));
          }
        }
      }
      return settings;
    }

    /** The restored pixels of the first of two, on the Java heap. */
    float[] run(Model model) {
      Task parsed = Task.parse(task);
      Solver method = Solvers.named(solver, Preset.PAPER, parsed, new Noise.None());
      Restoration restoration =
          Restoration.of(parsed, new Noise.None(), method).withPlan(method.plan().withSteps("2"));
      SamplingLoop loop = restoration.loop(model.prepare(compute).denoiser(), model.schedule());
      try (PointerScope scope = new PointerScope();
          DegradedPhoto first = DegradedPhoto.of(photo(2), parsed, 3);
          DegradedPhoto second = DegradedPhoto.of(photo(3), parsed, 3)) {
        List<RestoredPhoto> both =
            restoration.run(loop, List.of(first, second), SamplingLoop.Listener.NONE);
        RestoredPhoto restored = both.get(0);
        float[] pixels = new float[(int) restored.pixels().numel()];
        restored.pixels().contiguous().data_ptr_float().get(pixels);
        both.forEach(RestoredPhoto::close);
        return pixels;
      }
    }
  }

  @TempDir Path temp;

  @Test
  void answersEachThreadAsIfItWereAlone() throws Exception {
    TinyModel.in(temp);
    List<Setting> settings = Setting.all();
    List<float[]> alone = new ArrayList<>();
    for (Setting setting : settings) {
      try (Model model = Model.load(temp)) {
        alone.add(setting.run(model));
      }
    }
    long before = objectsLeft();
    for (int round = 0; round < ROUNDS; round++) {
      List<float[]> together = together(settings);
      for (int i = 0; i < settings.size(); i++) {
        assertThat(together.get(i)).as(settings.get(i).toString()).isEqualTo(alone.get(i));
      }
    }
    assertThat(objectsLeft()).as("native objects left").isLessThanOrEqualTo(before);
  }

  /** Of operators, which own their masks until they are collected, and of everything else. */
  private static long objectsLeft() throws InterruptedException {
    for (int i = 0; i < 5; i++) {
      System.gc();
      Thread.sleep(50);
    }
    return Pointer.totalCount();
  }

  /** A new model for each round, so that its weights are converted under the race. */
  private List<float[]> together(List<Setting> settings) throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(THREADS);
    CountDownLatch ready = new CountDownLatch(THREADS);
    try (Model model = Model.load(temp)) {
      List<Future<float[]>> running = new ArrayList<>();
      for (Setting setting : settings) {
        running.add(
            threads.submit(
                () -> {
                  ready.countDown();
                  ready.await();
                  return setting.run(model);
                }));
      }
      List<float[]> results = new ArrayList<>();
      for (Future<float[]> result : running) {
        results.add(result.get());
      }
      return results;
    } finally {
      threads.shutdown();
    }
  }

  private static LoadedImage photo(long seed) {
    Tensor pixels = rand(new long[] {1, 3, 8, 8}, new GeneratorOptional(make_generator_cpu(seed)));
    return new LoadedImage(
        pixels, Optional.empty(), ImageFormat.PNG, 8, 8, Orientation.values()[0]);
  }
}
