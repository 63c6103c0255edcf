package io.tweedie.images.scene;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.random.RandomGenerator;

/**
 * Draws scenes, and says what is in them. All follows from the random numbers.
 *
 * @param random where they come from
 */
public record SceneGrammar(RandomGenerator random) {

  /** Scenes have so many objects at most. */
  public static final int MOST_OBJECTS = 3;

  private static final double CLEAR_DISTANCE = 0.25;
  private static final double CLEAR_RATIO = 1.4;

  /** A scene and a caption of a length. */
  public CaptionedScene draw(CaptionLength length) {
    Scene scene = scene(length.objects(random));
    return new CaptionedScene(scene, caption(scene, length));
  }

  /**
   * A scene whose objects are of different kinds and do not overlap, but that a small one may lie
   * inside a large one.
   *
   * @param objects how many, 1 to 3
   */
  public Scene scene(int objects) {
    if (objects < 1 || objects > MOST_OBJECTS) {
      throw new IllegalArgumentException(
          "scenes have 1 to %d objects, not %d".formatted(MOST_OBJECTS, objects));
    }
    return new SceneDraw(random).scene(objects);
  }

  /** Says something that is true of a scene, of each of its objects at least what it is. */
  public Caption caption(Scene scene, CaptionLength length) {
    Set<Attribute> stated = choose(scene, length.chances());
    return new Caption(new CaptionWriter(random).write(stated), stated);
  }

  /**
   * Captions that differ from one in one attribute, which is wrong of the scene.
   *
   * @param scene of which the caption is true
   * @param caption to be changed
   * @param count how many
   * @return so many that state different things, or fewer if there are no more
   */
  public List<Caption> contradictions(Scene scene, Caption caption, int count) {
    List<Set<Attribute>> changed =
        new ArrayList<>(new Contradictions(scene, caption.stated()).all());
    Collections.shuffle(changed, new Random(random.nextLong()));
    return changed.stream()
        .limit(count)
        .map(stated -> new Caption(new CaptionWriter(random).write(stated), stated))
        .toList();
  }

  /**
   * What a text says that is put in the words of captions. The word for a digit is always that
   * digit and never a number of things, and of a kind that is named twice all is said of one.
   */
  public static ParsedCaption parse(String text) {
    return new CaptionParser().parse(text);
  }

  /** Every word that captions use, in alphabetical order; "medium-sized" counts as two. */
  public static Set<String> vocabulary() {
    return Lexicon.vocabulary();
  }

  private Set<Attribute> choose(Scene scene, CaptionLength.Chances chances) {
    List<SceneObject> objects = new ArrayList<>(scene.objects());
    if (random.nextBoolean()) {
      Collections.reverse(objects);
    }
    List<Attribute.Related> relations = relations(objects, chances.relation());
    Set<Attribute> stated = new LinkedHashSet<>();
    for (SceneObject object : objects) {
      boolean related = relations.stream().anyMatch(r -> r.kind() == object.kind());
      choose(object, related, chances)
          .forEach(trait -> stated.add(new Attribute.OfObject(object.kind(), trait)));
    }
    stated.addAll(relations);
    Background background = scene.background();
    if (says(chances.ground())) {
      stated.add(new Attribute.OfBackground(background.colour()));
    }
    if (says(background.pattern() == Pattern.PLAIN ? chances.usual() : chances.pattern())) {
      stated.add(new Attribute.OfBackground(background.pattern()));
    }
    return stated;
  }

  private List<Trait> choose(SceneObject object, boolean related, CaptionLength.Chances chances) {
    List<Trait> traits = new ArrayList<>(List.of(object.kind()));
    if (says(chances.size())) {
      traits.add(object.size());
    }
    if (object.kind().tilts()
        && says(object.tilt() == Tilt.UPRIGHT ? chances.usual() : chances.turned())) {
      traits.add(object.tilt());
    }
    if (says(object.texture() == Texture.SOLID ? chances.usual() : chances.turned())) {
      traits.add(object.texture());
    }
    if (says(chances.colour())) {
      traits.add(object.colour());
    }
    if (says(chances.place()) && !related) {
      traits.add(object.place());
    }
    return traits;
  }

  private boolean says(double chance) {
    return random.nextDouble() < chance;
  }

  /** From the first object to the second, or from an object to one before it. */
  private List<Attribute.Related> relations(List<SceneObject> objects, double chance) {
    List<Attribute.Related> relations = new ArrayList<>();
    for (int i = 1; i < objects.size(); i++) {
      if (says(chance)) {
        SceneObject object = objects.get(i);
        SceneObject earlier = objects.get(random.nextInt(i));
        boolean forward = i == 1 && random.nextBoolean();
        SceneObject from = forward ? earlier : object;
        SceneObject to = forward ? object : earlier;
        Arrays.stream(Relation.values())
            .filter(relation -> relation.holds(from, to) && isClear(relation, from, to))
            .forEach(
                relation -> relations.add(new Attribute.Related(from.kind(), relation, to.kind())));
      }
    }
    return relations;
  }

  private static boolean isClear(Relation relation, SceneObject a, SceneObject b) {
    double dx = Math.abs(a.x() - b.x());
    double dy = Math.abs(a.y() - b.y());
    double far = Math.max(dx, dy);
    return relation == Relation.INSIDE
        || far >= CLEAR_DISTANCE && far >= CLEAR_RATIO * Math.min(dx, dy);
  }
}
