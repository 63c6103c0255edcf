package io.tweedie.train;

import static org.bytedeco.pytorch.global.torch.cat;
import static org.bytedeco.pytorch.global.torch.tensor;

import io.tweedie.core.random.RandomStream;
import io.tweedie.images.scene.CaptionLength;
import io.tweedie.images.scene.CaptionedScene;
import io.tweedie.images.scene.SceneRenderer;
import io.tweedie.models.diffusers.PreparedAutoencoder;
import io.tweedie.train.data.CaptionedScenes;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;

/**
 * Latents of scenes with captions. Encoding costs about as much as learning from it, so each scene
 * serves a few steps: those of an epoch take their batches from a stock, which is drawn anew for
 * the next. The stock follows from the epoch alone, so a run that goes on in its midst is the same.
 */
final class LatentScenes implements AutoCloseable {

  private static final int STEPS_OF_EPOCH = 32;
  private static final int BATCHES_IN_STOCK = 8;

  private final SceneRenderer renderer;
  private final PreparedAutoencoder autoencoder;
  private final List<CaptionLength> lengths;
  private final int size;
  private final long seed;
  private long epoch = -1;
  private List<CaptionedScene> stock = List.of();
  private Tensor latents;

  /**
   * Keeps what makes them.
   *
   * @param lengths of the captions, in turn
   * @param size of a batch
   */
  LatentScenes(
      SceneRenderer renderer,
      PreparedAutoencoder autoencoder,
      List<CaptionLength> lengths,
      int size,
      long seed) {
    this.lengths = lengths;
    this.renderer = renderer;
    this.autoencoder = autoencoder;
    this.size = size;
    this.seed = seed;
  }

  /**
   * What a step learns from.
   *
   * @param latents scaled as the diffusion model sees them, float32 N x C x h x w
   * @param drawn the scene of each, with its caption
   */
  record Batch(Tensor latents, List<CaptionedScene> drawn) {}

  /**
   * The batch of a step.
   *
   * @param step counted from 1
   * @param random the step's random numbers
   */
  Batch batch(long step, SplittableRandom random) {
    long needed = (step - 1) / STEPS_OF_EPOCH;
    if (needed != epoch) {
      stock(needed);
    }
    int[] chosen = IntStream.generate(() -> random.nextInt(stock.size())).limit(size).toArray();
    Tensor indices = tensor(IntStream.of(chosen).asLongStream().toArray());
    return new Batch(
        latents.index_select(0, indices), IntStream.of(chosen).mapToObj(stock::get).toList());
  }

  private void stock(long wanted) {
    RandomStream random = new RandomStream(seed + wanted, "scenes of an epoch");
    List<CaptionedScene> all = new ArrayList<>();
    try (PointerScope scope = new PointerScope();
        NoGradGuard guard = new NoGradGuard()) {
      TensorVector parts = new TensorVector();
      for (int i = 0; i < BATCHES_IN_STOCK; i++) {
        List<CaptionedScene> drawn = CaptionedScenes.draw(size, lengths, random);
        all.addAll(drawn);
        Tensor pictures = renderer.render(drawn.stream().map(CaptionedScene::scene).toList());
        parts.push_back(autoencoder.encode(pictures));
      }
      close();
      latents = cat(parts, 0).retainReference();
    }
    stock = all;
    epoch = wanted;
  }

  @Override
  public void close() {
    if (latents != null) {
      latents.close();
    }
  }
}
