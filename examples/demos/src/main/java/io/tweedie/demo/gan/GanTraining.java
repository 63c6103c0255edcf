package io.tweedie.demo.gan;

import io.tweedie.core.random.RandomStream;
import io.tweedie.core.tensor.Backend;
import io.tweedie.images.Grid;
import io.tweedie.models.checkpoint.Checkpoint;
import io.tweedie.models.checkpoint.SafetensorsWriter;
import io.tweedie.models.prior.ModelSpec;
import io.tweedie.train.AdamW;
import io.tweedie.train.TrainingListener;
import io.tweedie.train.TrainingRun;
import io.tweedie.train.data.Framing;
import io.tweedie.train.data.LabelledImages;
import io.tweedie.train.data.ShuffledImages;
import io.tweedie.train.data.TrainingImages;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * Trains a DCGAN as a recipe says: in each step first the discriminator, then, against it, the
 * generator with the non-saturating loss (Goodfellow et al. 2014, algorithm 1; Radford et al.
 * 2016). After each epoch it draws a sheet of samples and keeps the generator's moving average.
 *
 * <p>Every step draws its randomness from the seed and its number, and the whole state is saved
 * after each epoch, so that an interrupted run continues exactly.
 */
public final class GanTraining implements TrainingRun {

  private static final double BETA1 = 0.5;
  private static final double BETA2 = 0.999;
  private static final double NO_CLIP = Double.POSITIVE_INFINITY;
  private static final int FOLDED = 1000;
  private static final int SHEET_SIDE = 10;

  private final GanRecipe recipe;
  private final Path out;
  private final TrainingImages images;
  private final long stepsPerEpoch;
  private final Generator generator;
  private final Discriminator discriminator;
  private final AdamW generatorOptimizer;
  private final AdamW discriminatorOptimizer;
  private final GanLog log;
  private long step;
  private double seconds;

  /**
   * Prepares a run, or continues the one whose state is in {@code out}.
   *
   * @param recipe what to train
   * @param dataRoot folder that holds the recipe's data folder
   * @param out folder of the run's files
   * @throws IOException if data cannot be read or the folder cannot be made
   */
  public GanTraining(GanRecipe recipe, Path dataRoot, Path out) throws IOException {
    Backend.initialize();
    this.recipe = recipe;
    this.out = Files.createDirectories(out);
    LabelledImages data = LabelledImages.training(dataRoot.resolve(recipe.folder()));
    if (data.channels() != recipe.model().channels() || data.size() < recipe.batch()) {
      throw new IllegalArgumentException(
          "recipe %s is for batches of %d images of %d channels, but %s holds %d of %d"
              .formatted(
                  recipe.name(),
                  recipe.batch(),
                  recipe.model().channels(),
                  dataRoot.resolve(recipe.folder()),
                  data.size(),
                  data.channels()));
    }
    images = new ShuffledImages(data, new Framing(recipe.model().imageSize(), 0), recipe.seed());
    stepsPerEpoch = data.size() / recipe.batch();
    generator = new Generator(recipe.model());
    discriminator = new Discriminator(recipe.model());
    generator.parameters().initialize(recipe.seed());
    discriminator.parameters().initialize(recipe.seed() + 1);
    generatorOptimizer = new AdamW(generator.parameters(), BETA1, BETA2);
    discriminatorOptimizer = new AdamW(discriminator.parameters(), BETA1, BETA2);
    if (Files.exists(stateFile())) {
      restore();
    }
    log = new GanLog(out, step);
  }

  @Override
  public ModelSpec spec() {
    return recipe.spec();
  }

  @Override
  public long steps() {
    return stepsPerEpoch * recipe.epochs();
  }

  @Override
  public boolean run(TrainingListener listener) throws IOException {
    listener.started(step, steps());
    GanLog.Means means = new GanLog.Means();
    while (step < steps()) {
      if (!listener.goesOn()) {
        save();
        return false;
      }
      long start = System.nanoTime();
      means.add(trainStep());
      seconds += (System.nanoTime() - start) / 1e9;
      listener.stepped(step, means.generatorLoss());
      if (step % stepsPerEpoch == 0) {
        log.add(step, seconds, means);
        keep((int) (step / stepsPerEpoch));
        save();
        listener.validated(step, means.generatorLoss(), means.summary());
        means = new GanLog.Means();
      }
    }
    return true;
  }

  private GanLog.Losses trainStep() {
    step++;
    SplittableRandom random = new SplittableRandom(recipe.seed() * 1_000_003 + step);
    try (PointerScope scope = new PointerScope()) {
      Tensor real = images.batch(step, recipe.batch(), random).images();
      Tensor forDiscriminator = latents(recipe.batch(), random.nextLong());
      Tensor forGenerator = latents(recipe.batch(), random.nextLong());
      double discriminatorLoss = trainDiscriminator(real, forDiscriminator);
      double generatorLoss = trainGenerator(forGenerator);
      if (!Double.isFinite(discriminatorLoss + generatorLoss)) {
        throw new IllegalStateException(
            "the losses are %s and %s at step %d: lower the learning rates"
                .formatted(discriminatorLoss, generatorLoss, step));
      }
      return new GanLog.Losses(discriminatorLoss, generatorLoss);
    }
  }

  private double trainDiscriminator(Tensor real, Tensor latents) {
    Tensor fake = generator.forward(latents).detach();
    Tensor loss = GanLoss.discriminator(discriminator.forward(real), discriminator.forward(fake));
    loss.backward();
    discriminatorOptimizer.update(step, recipe.discriminatorRate(), 0, NO_CLIP, 0);
    return loss.item_double();
  }

  private double trainGenerator(Tensor latents) {
    discriminator.parameters().train(false);
    Tensor judged = discriminator.forward(generator.forward(latents));
    Tensor loss = GanLoss.NON_SATURATING.generator(judged);
    loss.backward();
    discriminator.parameters().train(true);
    generatorOptimizer.update(step, recipe.generatorRate(), 0, NO_CLIP, recipe.average());
    return loss.item_double();
  }

  private Tensor latents(int n, long seed) {
    return new RandomStream(seed).normal(n, recipe.model().latent());
  }

  /**
   * Folds the averaged generator, draws from it, always from the same latents, and writes it in
   * half precision. Afterwards the weights are as before.
   */
  private void keep(int epoch) {
    generatorOptimizer.withAverage(
        () -> {
          try (PointerScope scope = new PointerScope();
              NoGradGuard guard = new NoGradGuard()) {
            generator.fold(latents(FOLDED, recipe.seed()));
            Tensor drawn = generator.generate(latents(SHEET_SIDE * SHEET_SIDE, recipe.seed() + 1));
            Grid.of(drawn, SHEET_SIDE, SHEET_SIDE)
                .writePng(out.resolve(String.format(Locale.ROOT, "epoch-%03d.png", epoch)));
            Map<String, Tensor> halves = new LinkedHashMap<>();
            generator
                .parameters()
                .all()
                .forEach(p -> halves.put(p.name(), p.value().detach().to(ScalarType.Half)));
            SafetensorsWriter.write(
                out.resolve(recipe.name() + ".safetensors"),
                halves,
                Map.of("epoch", Integer.toString(epoch)));
          }
        });
  }

  private Path stateFile() {
    return out.resolve("state.safetensors");
  }

  private void save() {
    Map<String, Tensor> state = new HashMap<>();
    generatorOptimizer.state().forEach((name, tensor) -> state.put("generator." + name, tensor));
    discriminatorOptimizer
        .state()
        .forEach((name, tensor) -> state.put("discriminator." + name, tensor));
    SafetensorsWriter.write(
        stateFile(),
        state,
        Map.of("step", Long.toString(step), "seconds", Double.toString(seconds)));
  }

  private void restore() {
    try (Checkpoint state = Checkpoint.open(stateFile());
        PointerScope scope = new PointerScope()) {
      generatorOptimizer.restore(tensors(state.under("generator")));
      discriminatorOptimizer.restore(tensors(state.under("discriminator")));
      step = Long.parseLong(state.metadata().get("step"));
      seconds = Double.parseDouble(state.metadata().get("seconds"));
    }
  }

  private static Map<String, Tensor> tensors(Checkpoint checkpoint) {
    Map<String, Tensor> tensors = new HashMap<>();
    checkpoint.tensors().keySet().forEach(name -> tensors.put(name, checkpoint.read(name)));
    return tensors;
  }

  @Override
  public void close() {
    images.close();
    generatorOptimizer.close();
    discriminatorOptimizer.close();
    generator.close();
    discriminator.close();
  }
}
