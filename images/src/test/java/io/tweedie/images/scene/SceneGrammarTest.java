package io.tweedie.images.scene;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tweedie.core.random.RandomStream;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class SceneGrammarTest {

  private static final SceneRenderer RENDERER = new SceneRenderer(64);

  private static Attribute of(Kind kind, Trait trait) {
    return new Attribute.OfObject(kind, trait);
  }

  @Property(tries = 2000)
  void captionsAreReadAsTheyWereMeantAndAreTrue(@ForAll long seed, @ForAll CaptionLength length) {
    CaptionedScene drawn = new SceneGrammar(new RandomStream(seed)).draw(length);

    ParsedCaption parsed = SceneGrammar.parse(drawn.caption().text());

    assertThat(parsed.stated()).as(drawn.caption().text()).isEqualTo(drawn.caption().stated());
    assertThat(parsed.unknown()).isEmpty();
    assertThat(parsed.stated()).allMatch(attribute -> attribute.holdsIn(drawn.scene()));
    assertThat(SceneGrammar.vocabulary()).containsAll(Lexicon.split(drawn.caption().text()));
  }

  @Property(tries = 300)
  void contradictionsSayOneThingThatIsWrong(@ForAll long seed, @ForAll CaptionLength length) {
    SceneGrammar grammar = new SceneGrammar(new RandomStream(seed));
    CaptionedScene drawn = grammar.draw(length);

    List<Caption> wrong = grammar.contradictions(drawn.scene(), drawn.caption(), 9);

    assertThat(wrong).hasSize(9).doesNotHaveDuplicates();
    for (Caption caption : wrong) {
      assertThat(caption.stated()).as(caption.text()).hasSameSizeAs(drawn.caption().stated());
      assertThat(caption.stated()).anyMatch(attribute -> !attribute.holdsIn(drawn.scene()));
      assertThat(SceneGrammar.parse(caption.text()).stated()).isEqualTo(caption.stated());
    }
  }

  @Property(tries = 300)
  void objectsAreWholeAndApartAndSeen(@ForAll long seed) {
    Scene scene = new SceneGrammar(new RandomStream(seed)).scene(1 + (int) Math.floorMod(seed, 3L));

    List<SceneObject> objects = scene.objects();
    assertThat(objects).extracting(SceneObject::kind).doesNotHaveDuplicates();
    double[] hidden = new double[64 * 64];
    for (SceneObject object : objects) {
      assertThat(object.colour().contrastsWith(scene.background().colour())).isTrue();
      boolean inside = objects.stream().anyMatch(o -> Relation.INSIDE.holds(object, o));
      double[] coverage = RENDERER.coverage(object);
      for (int i = 0; i < coverage.length; i++) {
        boolean atEdge = i % 64 == 0 || i % 64 == 63 || i < 64 || i >= 63 * 64;
        assertThat(atEdge && coverage[i] > 0).isFalse();
        hidden[i] += inside ? 0 : coverage[i];
      }
    }
    assertThat(Arrays.stream(hidden).max().orElseThrow()).isLessThanOrEqualTo(1.0000001);
  }

  @Test
  void everythingOccurs() {
    SceneGrammar grammar = new SceneGrammar(new RandomStream(5));
    Set<Object> seen = new HashSet<>();
    Set<String> words = new TreeSet<>();
    for (int i = 0; i < 6000; i++) {
      CaptionedScene drawn = grammar.draw(CaptionLength.values()[i % 3]);
      seen.add(drawn.scene().background().colour());
      seen.add(drawn.scene().background().pattern());
      for (SceneObject o : drawn.scene().objects()) {
        seen.addAll(List.of(o.kind(), o.colour(), o.size(), o.place(), o.tilt(), o.texture()));
      }
      for (Attribute attribute : drawn.caption().stated()) {
        if (attribute instanceof Attribute.Related related) {
          seen.add(related.relation());
        }
      }
      words.addAll(Lexicon.split(drawn.caption().text()));
    }
    assertThat(seen).hasSize(18 + 9 + 3 + 9 + 3 + 4 + 5 + 5);
    assertThat(words).containsExactlyElementsOf(SceneGrammar.vocabulary());
  }

  @Test
  void noTwoMeaningsShareTheirWordsButFillings() {
    Set<Wording> all = new HashSet<>();
    for (String word : List.of("striped", "dotted", "spotted", "solid")) {
      assertThat(Lexicon.meanings(List.of(word))).hasSize(2);
      all.addAll(Lexicon.meanings(List.of(word)));
    }
    assertThat(all)
        .containsExactlyInAnyOrder(
            Texture.STRIPED,
            Texture.DOTTED,
            Texture.SOLID,
            Pattern.STRIPED,
            Pattern.DOTTED,
            Pattern.PLAIN);
    for (Wording[] meanings :
        List.<Wording[]>of(
            Kind.values(),
            Colour.values(),
            Size.values(),
            Place.values(),
            Tilt.values(),
            Relation.values())) {
      for (Wording meaning : meanings) {
        assertThat(meaning.words()).doesNotHaveDuplicates();
        meaning
            .words()
            .forEach(w -> assertThat(Lexicon.meanings(Lexicon.split(w))).containsExactly(meaning));
      }
    }
  }

  @Test
  void sayingsOfAUser() {
    ParsedCaption parsed = SceneGrammar.parse("A LARGE, red 7 on a blue background!");
    assertThat(parsed.stated())
        .containsExactlyInAnyOrder(
            of(Kind.SEVEN, Kind.SEVEN),
            of(Kind.SEVEN, Size.LARGE),
            of(Kind.SEVEN, Colour.RED),
            new Attribute.OfBackground(Colour.BLUE));
    assertThat(parsed.unknown()).isEmpty();

    parsed = SceneGrammar.parse("in the top left an upright star, shiny, above a cat");
    assertThat(parsed.stated())
        .containsExactlyInAnyOrder(
            of(Kind.STAR, Kind.STAR), of(Kind.STAR, Place.TOP_LEFT), of(Kind.STAR, Tilt.UPRIGHT));
    assertThat(parsed.unknown()).containsExactly("shiny", "cat");

    parsed = SceneGrammar.parse("a striped four inside a ring on a striped background");
    assertThat(parsed.stated())
        .containsExactlyInAnyOrder(
            of(Kind.FOUR, Kind.FOUR),
            of(Kind.FOUR, Texture.STRIPED),
            of(Kind.RING, Kind.RING),
            new Attribute.Related(Kind.FOUR, Relation.INSIDE, Kind.RING),
            new Attribute.OfBackground(Pattern.STRIPED));

    assertThat(SceneGrammar.parse("above large").unknown()).containsExactly("above", "large");
    assertThat(SceneGrammar.parse("").stated()).isEmpty();
  }

  @Test
  void atMostOneRelationHoldsAndItIsTheRightOne() {
    SceneObject centre = at(Kind.RING, Size.LARGE, 0.5, 0.5);
    assertThat(relations(at(Kind.ONE, Size.SMALL, 0.2, 0.4), centre))
        .containsExactly(Relation.LEFT_OF);
    assertThat(relations(at(Kind.ONE, Size.SMALL, 0.8, 0.4), centre))
        .containsExactly(Relation.RIGHT_OF);
    assertThat(relations(at(Kind.ONE, Size.SMALL, 0.4, 0.2), centre))
        .containsExactly(Relation.ABOVE);
    assertThat(relations(at(Kind.ONE, Size.SMALL, 0.4, 0.8), centre))
        .containsExactly(Relation.BELOW);
    assertThat(relations(at(Kind.ONE, Size.SMALL, 0.52, 0.5), centre))
        .containsExactly(Relation.INSIDE);
    assertThat(relations(centre, at(Kind.ONE, Size.SMALL, 0.52, 0.5))).isEmpty();
  }

  private static SceneObject at(Kind kind, Size size, double x, double y) {
    return new SceneObject(kind, Colour.RED, size, x, y, Tilt.UPRIGHT, Texture.SOLID);
  }

  private static List<Relation> relations(SceneObject a, SceneObject b) {
    return Arrays.stream(Relation.values()).filter(r -> r.holds(a, b)).toList();
  }

  @Test
  void whatIsSaidOfOneAxisLeavesTheOtherOpen() {
    SceneObject corner = at(Kind.ONE, Size.SMALL, 0.2, 0.2);
    assertThat(Place.values())
        .filteredOn(place -> place.isOf(corner))
        .containsExactly(Place.LEFT, Place.TOP, Place.TOP_LEFT);
    assertThat(corner.place()).isEqualTo(Place.TOP_LEFT);
  }

  @Test
  void refusesMoreObjectsThanThereAre() {
    SceneGrammar grammar = new SceneGrammar(new RandomStream(1));
    assertThatThrownBy(() -> grammar.scene(4))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("scenes have 1 to 3 objects, not 4");
  }
}
