package io.tweedie.images;

import static io.tweedie.core.tensor.Scalars.scalar;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.bytedeco.pytorch.global.torch.make_generator_cpu;
import static org.bytedeco.pytorch.global.torch.randn;

import io.tweedie.core.operator.BicubicResize;
import io.tweedie.core.operator.Jpeg;
import io.tweedie.core.tensor.Shape;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Generator;
import org.bytedeco.pytorch.GeneratorOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The codec that the operator imitates writes and reads what the operator says. */
class JpegEncoderTest {

  private final PointerScope scope = new PointerScope();

  @AfterEach
  void closeScope() {
    scope.close();
  }

  /**
   * A codec transforms in fixed point: a sample may round to the next level, and a coefficient that
   * lies within a sixteenth of a tie to the next step, which changes a block.
   */
  @ParameterizedTest
  @CsvSource({
    "3, 5, HALVED",
    "3, 10, HALVED",
    "3, 30, HALVED",
    "3, 50, HALVED",
    "3, 75, HALVED",
    "3, 95, HALVED",
    "3, 100, HALVED",
    "3, 10, FULL",
    "3, 75, FULL",
    "3, 95, FULL",
    "1, 10, HALVED",
    "1, 75, HALVED"
  })
  void theOperatorIsTheCodec(int channels, int quality, Jpeg.Chroma chroma) {
    Tensor image = picture(channels, 213, 346);
    Jpeg codec = new Jpeg(Shape.of(image), quality, chroma);
    Tensor decoded = decode(JpegEncoder.encode(image, codec));
    Tensor levels = codec.apply(image).sub(decoded).mul(scalar(127.5)).abs();
    assertThat(levels.mean().item_double()).isLessThan(0.25);
    assertThat(shareAbove(2, levels)).isLessThan(0.01);
  }

  @Test
  void otherTablesAreAnotherCodec() {
    Tensor image = picture(3, 64, 64);
    Jpeg codec = new Jpeg(Shape.of(image), 30, Jpeg.Chroma.HALVED);
    for (Jpeg other :
        new Jpeg[] {
          new Jpeg(Shape.of(image), 33, Jpeg.Chroma.HALVED),
          new Jpeg(Shape.of(image), 30, Jpeg.Chroma.FULL)
        }) {
      Tensor decoded = decode(JpegEncoder.encode(image, other));
      Tensor levels = codec.apply(image).sub(decoded).mul(scalar(127.5)).abs();
      assertThat(shareAbove(2, levels)).isGreaterThan(0.1);
    }
  }

  @Test
  void refusesAnotherShape() {
    Jpeg codec = new Jpeg(new Shape(3, 8, 8), 10, Jpeg.Chroma.HALVED);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> JpegEncoder.encode(picture(3, 8, 9), codec))
        .withMessageContainingAll("jpeg:10", "3 x 8 x 8", "[1, 3, 8, 9]");
  }

  /** Soft shapes that reach black and white, a sharp edge, and a little grain. */
  private static Tensor picture(int channels, int height, int width) {
    Generator generator = make_generator_cpu(1);
    GeneratorOptional random = new GeneratorOptional(generator);
    Tensor coarse = randn(new long[] {1, channels, 9, 13}, random).mul(scalar(0.6));
    Tensor soft = new BicubicResize(Shape.of(coarse), height, width).apply(coarse);
    soft.narrow(3, width / 3, 5).fill_(scalar(0.9));
    Tensor grain = randn(new long[] {1, 1, height, width}, random).mul(scalar(0.04));
    return soft.add(grain);
  }

  private static Tensor decode(byte[] file) {
    return ImageFile.decode(file, "test", ImageFile.DEFAULT_MAX_PIXELS).pixels();
  }

  private static double shareAbove(double bound, Tensor levels) {
    return levels.gt(scalar(bound + 0.5)).to(ScalarType.Double).mean().item_double();
  }
}
