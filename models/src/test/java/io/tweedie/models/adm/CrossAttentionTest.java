package io.tweedie.models.adm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.bytedeco.pytorch.global.torch.silu;

import io.tweedie.core.denoiser.Condition;
import io.tweedie.core.tensor.Compute;
import io.tweedie.core.tensor.Scoped;
import io.tweedie.models.nn.Attention;
import io.tweedie.models.nn.Batch;
import io.tweedie.models.nn.Block;
import io.tweedie.models.nn.Chain;
import io.tweedie.models.nn.Conditioning;
import io.tweedie.models.nn.Conv2d;
import io.tweedie.models.nn.Decoder;
import io.tweedie.models.nn.DenoisingNetwork;
import io.tweedie.models.nn.Encoder;
import io.tweedie.models.nn.Initializer;
import io.tweedie.models.nn.Linear;
import io.tweedie.models.nn.Norm;
import io.tweedie.models.nn.Parameters;
import io.tweedie.models.nn.Projection;
import io.tweedie.models.nn.TimestepEmbedding;
import io.tweedie.models.parity.DeterministicWeights;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;

/** A U-Net of the blocks that are there, with one more kind that looks at a text. */
class CrossAttentionTest {

  private static final int WIDTH = 32;
  private static final int TOKEN = 24;

  /** Residual attention of the positions to the tokens of a text. */
  private static final class CrossAttention implements Block {

    private final Norm norm;
    private final Projection q;
    private final Projection k;
    private final Projection v;
    private final Projection out;

    CrossAttention(Parameters scope) {
      norm = new Norm.Group(scope.scope("norm"), WIDTH, 32, 1e-6);
      q = new Projection(scope.scope("q"), WIDTH, WIDTH, Initializer.FAN_IN);
      k = new Projection(scope.scope("k"), TOKEN, WIDTH, Initializer.FAN_IN);
      v = new Projection(scope.scope("v"), TOKEN, WIDTH, Initializer.FAN_IN);
      out = new Projection(scope.scope("out"), WIDTH, WIDTH, Initializer.FAN_IN);
    }

    @Override
    public Tensor forward(Tensor x, Conditioning conditioning) {
      Tensor tokens = conditioning.context().orElseThrow().expand(x.size(0), -1, -1);
      Tensor seen = tokens.transpose(1, 2).contiguous();
      Tensor positions = norm.forward(x).flatten(2, 3);
      Tensor attended =
          Attention.attend(
              q.forward(positions).unsqueeze(1),
              k.forward(seen).unsqueeze(1),
              v.forward(seen).unsqueeze(1));
      return x.add(out.forward(attended).reshape(x.shape()));
    }
  }

  private static final class TextUNet implements DenoisingNetwork {

    private final Parameters parameters = new Parameters();
    private final AdmConfig config = SmallNetworks.config(false);
    private final Layers layers = new Layers(config);
    private final Linear time = new Linear(parameters.scope("time"), WIDTH, 4 * WIDTH);
    private final Encoder encoder;
    private final Decoder decoder;
    private final Conv2d out = new Conv2d(parameters.scope("out"), WIDTH, 3, 3);

    TextUNet() {
      Conv2d stem = new Conv2d(parameters.scope("in"), 3, WIDTH, 3);
      encoder =
          new Encoder(
              List.of(
                  Chain.of((x, told) -> stem.forward(x)),
                  Chain.of(
                      layers.residual(parameters.scope("down"), WIDTH, WIDTH),
                      layers.attention(parameters.scope("self"), WIDTH, 1),
                      new CrossAttention(parameters.scope("cross")))),
              layers.residual(parameters.scope("middle"), WIDTH, WIDTH));
      decoder =
          new Decoder(
              List.of(
                  Chain.of(
                      layers.residual(parameters.scope("up0"), 2 * WIDTH, WIDTH),
                      new CrossAttention(parameters.scope("cross0"))),
                  layers.residual(parameters.scope("up1"), 2 * WIDTH, WIDTH)));
      DeterministicWeights.fill(parameters);
    }

    @Override
    public Tensor forward(Tensor x, double[] timesteps, Condition condition, Compute compute) {
      condition.as(Condition.Text.class, "this network");
      return new Batch(x, timesteps, condition).independently(compute, this::run);
    }

    private Tensor run(Batch batch) {
      return Scoped.run(
          () -> {
            Condition.Text text = (Condition.Text) batch.condition();
            Tensor embedded = TimestepEmbedding.COSINE_FIRST.embed(batch.timesteps(), WIDTH);
            Conditioning told =
                new Conditioning(silu(time.forward(embedded)), Optional.of(text.context()));
            return out.forward(decoder.forward(encoder.forward(batch.images(), told), told));
          });
    }

    @Override
    public boolean learnsVariance() {
      return false;
    }

    @Override
    public Parameters parameters() {
      return parameters;
    }

    @Override
    public int sizeMultiple() {
      return 1;
    }

    @Override
    public int inChannels() {
      return 3;
    }
  }

  private static Tensor run(TextUNet network, Tensor x, Condition condition) {
    return network.forward(x, new double[] {417}, condition, Compute.REFERENCE);
  }

  private static Tensor images(long n) {
    return DeterministicWeights.tensor("input", n, 3, 8, 8);
  }

  private static Tensor tokens(long n) {
    return DeterministicWeights.tensor("context", n, 5, TOKEN);
  }

  @Test
  void everyImageSeesItsOwnText() {
    try (NoGradGuard guard = new NoGradGuard();
        PointerScope scope = new PointerScope();
        TextUNet network = new TextUNet()) {
      Tensor x = images(3);
      Condition texts = new Condition.Text(tokens(3));
      Tensor batch = run(network, x, texts);
      Tensor ofTheFirst = run(network, x, texts.image(0));
      for (int i = 0; i < 3; i++) {
        Tensor image = x.narrow(0, i, 1);
        assertThat(batch.narrow(0, i, 1).equal(run(network, image, texts.image(i))))
            .as("image %d alone", i)
            .isTrue();
        assertThat(ofTheFirst.narrow(0, i, 1).equal(run(network, image, texts.image(0))))
            .as("image %d with the text of all", i)
            .isTrue();
        assertThat(batch.narrow(0, i, 1).equal(ofTheFirst.narrow(0, i, 1)))
            .as("image %d with another's text", i)
            .isEqualTo(i == 0);
      }
    }
  }

  /** How attention to a text rounds may depend on the number of images that look at it. */
  @Test
  void imagesWithATextAreSeenOneByOne() {
    try (PointerScope scope = new PointerScope()) {
      List<Long> seen = new ArrayList<>();
      new Batch(images(3), new double[] {417}, new Condition.Text(tokens(1)))
          .independently(
              Compute.REFERENCE,
              batch -> {
                seen.add(batch.images().size(0));
                return batch.images();
              });
      assertThat(seen).containsExactly(1L, 1L, 1L);
    }
  }

  @Test
  void theGradientReachesEachText() {
    try (PointerScope scope = new PointerScope();
        TextUNet network = new TextUNet()) {
      Tensor tokens = tokens(2).set_requires_grad(true);
      run(network, images(2), new Condition.Text(tokens)).narrow(0, 1, 1).square().sum().backward();
      assertThat(tokens.grad().select(0, 0).abs().max().item_double()).isZero();
      assertThat(tokens.grad().select(0, 1).abs().max().item_double()).isPositive();
    }
  }

  @Test
  void aTextIsRefusedWhereNoneIsTakenAndMissedWhereOneIs() {
    try (PointerScope scope = new PointerScope();
        TextUNet network = new TextUNet();
        AdmUNet ofClasses = SmallNetworks.unet(SmallNetworks.config(true))) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> run(network, images(1), Condition.classes(3)))
          .withMessage("this network takes a text, but was given class labels");
      assertThatIllegalArgumentException()
          .isThrownBy(
              () ->
                  ofClasses.forward(
                      images(1),
                      new double[] {7},
                      new Condition.Text(tokens(1)),
                      Compute.REFERENCE))
          .withMessage("this network takes class labels, but was given a text");
    }
  }
}
