package io.tweedie.images.scene;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.tweedie.core.random.RandomStream;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class SceneRendererTest {

  private static final SceneRenderer RENDERER = new SceneRenderer(64);
  private static final Background WHITE = new Background(Colour.WHITE, Pattern.PLAIN);

  private static SceneObject object(Kind kind, Size size, Place place) {
    double x = 0.5 + 0.2 * place.column();
    double y = 0.5 + 0.2 * place.row();
    return new SceneObject(kind, Colour.RED, size, x, y, Tilt.UPRIGHT, Texture.SOLID);
  }

  private static double area(SceneObject object) {
    return Arrays.stream(RENDERER.coverage(object)).sum();
  }

  /** The colour of a pixel as 0xRRGGBB. */
  private static int pixel(byte[] levels, int x, int y) {
    int plane = levels.length / 3;
    int at = y * 64 + x;
    return (levels[at] & 0xFF) << 16
        | (levels[plane + at] & 0xFF) << 8
        | levels[2 * plane + at] & 0xFF;
  }

  @ParameterizedTest
  @EnumSource(Kind.class)
  void largerObjectsCoverMoreAndStayWithinTheirReach(Kind kind) {
    double small = area(object(kind, Size.SMALL, Place.CENTRE));
    double medium = area(object(kind, Size.MEDIUM, Place.CENTRE));
    double large = area(object(kind, Size.LARGE, Place.CENTRE));

    assertThat(medium).isCloseTo(small * Math.pow(0.20 / 0.14, 2), within(0.05 * medium));
    assertThat(large).isCloseTo(medium * Math.pow(0.28 / 0.20, 2), within(0.05 * large));
    for (int degree = 0; degree < 360; degree++) {
      double angle = Math.toRadians(degree);
      double x = Form.REACH * Math.cos(angle);
      double y = Form.REACH * Math.sin(angle);
      assertThat(kind.form().distance(x, y)).as("at %d degrees", degree).isNotNegative();
    }
  }

  @ParameterizedTest
  @EnumSource(Kind.class)
  void objectsAreDrawnWhereTheyAre(Kind kind) {
    for (Place place : Place.values()) {
      SceneObject object = object(kind, Size.MEDIUM, place);
      double[] coverage = RENDERER.coverage(object);
      double mass = Arrays.stream(coverage).sum();
      double x = 0;
      double y = 0;
      for (int i = 0; i < coverage.length; i++) {
        x += coverage[i] * (i % 64 + 0.5) / 64 / mass;
        y += coverage[i] * (i / 64 + 0.5) / 64 / mass;
      }
      assertThat(x).isCloseTo(object.x(), within(0.3 * 0.2));
      assertThat(y).isCloseTo(object.y(), within(0.3 * 0.2));
      assertThat(Place.of(object.x(), object.y())).isEqualTo(place);
    }
  }

  @ParameterizedTest
  @EnumSource(Kind.class)
  void whatTiltsLooksOtherwiseWhenTilted(Kind kind) {
    SceneObject upright = object(kind, Size.LARGE, Place.CENTRE);
    double[][] drawn =
        Arrays.stream(Tilt.values())
            .map(
                tilt ->
                    RENDERER.coverage(
                        new SceneObject(
                            kind, Colour.RED, Size.LARGE, 0.5, 0.5, tilt, Texture.SOLID)))
            .toArray(double[][]::new);
    double different = kind.tilts() ? 0.1 * area(upright) : 0;

    assertThat(difference(drawn[0], drawn[1])).isGreaterThanOrEqualTo(different);
    assertThat(difference(drawn[0], drawn[2])).isGreaterThanOrEqualTo(different);
    assertThat(difference(drawn[1], drawn[2])).isGreaterThanOrEqualTo(different);
  }

  private static double difference(double[] a, double[] b) {
    return IntStream.range(0, a.length).mapToDouble(i -> Math.abs(a[i] - b[i])).sum();
  }

  @Test
  void tiltedLeftLeansToTheLeft() {
    byte[] left =
        RENDERER.levels(
            new Scene(
                WHITE,
                List.of(
                    new SceneObject(
                        Kind.ONE, Colour.RED, Size.LARGE, 0.5, 0.5, Tilt.LEFT, Texture.SOLID))));

    // The stem of an upright one goes through x = 33; tilted, its upper half is to the left of it.
    assertThat(pixel(left, 28, 22)).isEqualTo(Colour.RED.rgb());
    assertThat(pixel(left, 38, 22)).isEqualTo(Colour.WHITE.rgb());
  }

  @ParameterizedTest
  @EnumSource(Colour.class)
  void coloursAreDrawnAsTheyAre(Colour colour) {
    Colour other =
        Arrays.stream(Colour.values()).filter(colour::contrastsWith).findFirst().orElseThrow();
    byte[] levels =
        RENDERER.levels(
            new Scene(
                new Background(other, Pattern.PLAIN),
                List.of(
                    new SceneObject(
                        Kind.SQUARE, colour, Size.MEDIUM, 0.5, 0.5, Tilt.UPRIGHT, Texture.SOLID))));

    assertThat(pixel(levels, 32, 32)).isEqualTo(colour.rgb());
    assertThat(pixel(levels, 2, 2)).isEqualTo(other.rgb());
  }

  @Test
  void texturesAndPatternsShowBothShadesAndTheirOwnColourMost() {
    for (Pattern pattern : Pattern.values()) {
      byte[] levels = RENDERER.levels(new Scene(new Background(Colour.BLUE, pattern), List.of()));
      long shades =
          IntStream.range(0, 64 * 64).map(i -> pixel(levels, i % 64, i / 64)).distinct().count();
      assertThat(shades).as(pattern.name()).matches(n -> n == 1 == (pattern == Pattern.PLAIN));
    }
    for (Texture texture : Texture.values()) {
      SceneObject square =
          new SceneObject(Kind.SQUARE, Colour.RED, Size.LARGE, 0.5, 0.5, Tilt.UPRIGHT, texture);
      byte[] levels = RENDERER.levels(new Scene(WHITE, List.of(square)));
      long own =
          IntStream.range(0, 64 * 64)
              .filter(i -> pixel(levels, i % 64, i / 64) == Colour.RED.rgb())
              .count();
      long accents =
          IntStream.range(0, 64 * 64)
              .filter(i -> pixel(levels, i % 64, i / 64) == Colour.RED.accent())
              .count();
      assertThat(own).as(texture.name()).isGreaterThan(150);
      assertThat(accents > 50)
          .as(texture.name())
          .isEqualTo(texture == Texture.STRIPED || texture == Texture.DOTTED);
      assertThat(pixel(levels, 32, 32) == Colour.WHITE.rgb())
          .as(texture.name())
          .isEqualTo(texture == Texture.OUTLINED);
    }
  }

  @Test
  void objectsInFrontHideThoseBehind() {
    SceneObject outer = object(Kind.CIRCLE, Size.LARGE, Place.CENTRE);
    SceneObject inner =
        new SceneObject(
            Kind.SQUARE, Colour.BLUE, Size.SMALL, 0.5, 0.5, Tilt.UPRIGHT, Texture.SOLID);

    assertThat(pixel(RENDERER.levels(new Scene(WHITE, List.of(outer, inner))), 32, 32))
        .isEqualTo(Colour.BLUE.rgb());
  }

  @ParameterizedTest
  @ValueSource(ints = {16, 64, 100})
  void tensorsHoldTheSameLevels(int side) {
    SceneRenderer renderer = new SceneRenderer(side);
    SceneGrammar grammar = new SceneGrammar(new RandomStream(3));
    List<Scene> scenes = List.of(grammar.scene(1), grammar.scene(3));

    Tensor pictures = renderer.render(scenes);

    assertThat(pictures.shape()).containsExactly(2, 3, side, side);
    float[] values = new float[2 * 3 * side * side];
    pictures.data_ptr_float().get(values);
    byte[] levels = renderer.levels(scenes.get(1));
    for (int i = 0; i < levels.length; i++) {
      assertThat(values[levels.length + i]).isEqualTo((levels[i] & 0xFF) / 127.5f - 1);
    }
  }

  @Test
  void refusesPicturesTooSmallToSeeAnything() {
    assertThatThrownBy(() -> new SceneRenderer(15))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("scenes need pictures of at least 16 pixels a side, got 15");
  }
}
