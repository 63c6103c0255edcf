package io.tweedie.demo.gan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tweedie.core.random.KeyedNoise;
import io.tweedie.train.TrainingListener;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GanTrainingTest {

  private static final int IMAGES = 12;

  @TempDir Path temp;

  @BeforeEach
  void writeImages() throws IOException {
    byte[] pixels = new byte[IMAGES * 6 * 6];
    new Random(1).nextBytes(pixels);
    idx("train-images-idx3-ubyte", new int[] {IMAGES, 6, 6}, pixels);
    idx("train-labels-idx1-ubyte", new int[] {IMAGES}, new byte[IMAGES]);
  }

  private void idx(String name, int[] shape, byte[] data) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    DataOutputStream out = new DataOutputStream(bytes);
    out.writeInt(0x800 | shape.length);
    for (int extent : shape) {
      out.writeInt(extent);
    }
    out.write(data);
    Path folder = Files.createDirectories(temp.resolve("data"));
    Files.write(folder.resolve(name), bytes.toByteArray());
  }

  private static GanRecipe recipe(long seed) {
    return new GanRecipe(
        "tiny", seed, "dcgan", new DcganConfig(8, 1, 3, 4), "data", 4, 2, 1e-3, 1e-3, 0.9);
  }

  /** Trains, and stops after so many steps. */
  private boolean train(long seed, String out, long stop) throws IOException {
    try (GanTraining training = new GanTraining(recipe(seed), temp, temp.resolve(out))) {
      return training.run(
          new TrainingListener() {
            private long at;

            @Override
            public void stepped(long step, double meanLoss) {
              at = step;
            }

            @Override
            public boolean goesOn() {
              return at < stop;
            }
          });
    }
  }

  @Test
  void aStoppedTrainingGoesOnAndEndsBitForBitAsIfItHadNotBeenStopped() throws IOException {
    assertThat(train(1, "whole", 99)).isTrue();
    assertThat(train(1, "parts", 2)).isFalse();
    assertThat(train(1, "parts", 4)).isFalse();
    assertThat(train(1, "parts", 99)).isTrue();

    for (String file : new String[] {"tiny.safetensors", "epoch-001.png", "epoch-002.png"}) {
      assertThat(temp.resolve("parts").resolve(file))
          .hasSameBinaryContentAs(temp.resolve("whole").resolve(file));
    }
  }

  @Test
  void theSeedDecidesTheWeights() throws IOException {
    train(1, "first", 99);
    train(1, "again", 99);
    train(2, "other", 99);

    byte[] first = Files.readAllBytes(temp.resolve("first/tiny.safetensors"));
    assertThat(temp.resolve("again/tiny.safetensors")).hasBinaryContent(first);
    assertThat(Files.readAllBytes(temp.resolve("other/tiny.safetensors"))).isNotEqualTo(first);
  }

  @Test
  void whatIsTrainedCanBeLoaded() throws IOException {
    train(1, "run", 99);
    recipe(1).spec().write(temp.resolve("run/model.json"));

    try (Gan gan = Gan.load(temp.resolve("run"));
        PointerScope scope = new PointerScope()) {
      Tensor images = gan.draw(new KeyedNoise(1, new long[] {0, 1}));
      assertThat(images.shape()).containsExactly(2, 1, 8, 8);
      assertThat(images.abs().max().item_double()).isLessThanOrEqualTo(1);
    }
    assertThat(Files.readAllLines(temp.resolve("run/log.csv"))).hasSize(3);
  }

  @Test
  void refusesDataThatDoesNotFit() {
    GanRecipe colour =
        new GanRecipe(
            "tiny", 1, "dcgan", new DcganConfig(8, 3, 3, 4), "data", 4, 2, 1e-3, 1e-3, 0.9);
    assertThatThrownBy(() -> new GanTraining(colour, temp, temp.resolve("out")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("4 images of 3 channels");
  }
}
