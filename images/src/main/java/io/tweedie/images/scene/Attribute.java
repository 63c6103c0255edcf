package io.tweedie.images.scene;

/** One thing that a caption says of a picture, which is right or wrong. */
public sealed interface Attribute {

  /** Whether it is right of a scene. */
  boolean holdsIn(Scene scene);

  /** What it is about, in a word: an aspect of an object, the background, or a relation. */
  String aspect();

  /**
   * There is an object of the kind which has the trait; the trait may be the kind itself.
   *
   * @param kind of the object
   * @param trait what is said of it
   */
  record OfObject(Kind kind, Trait trait) implements Attribute {
    @Override
    public boolean holdsIn(Scene scene) {
      return scene.objects().stream().anyMatch(o -> o.kind() == kind && trait.isOf(o));
    }

    @Override
    public String aspect() {
      return trait.aspect();
    }
  }

  /**
   * The background is so.
   *
   * @param backdrop what is said of it
   */
  record OfBackground(Backdrop backdrop) implements Attribute {
    @Override
    public boolean holdsIn(Scene scene) {
      return backdrop.isOf(scene.background());
    }

    @Override
    public String aspect() {
      return "background";
    }
  }

  /**
   * An object lies so to another.
   *
   * @param kind of the one
   * @param relation of the one to the other
   * @param other kind of the other
   */
  record Related(Kind kind, Relation relation, Kind other) implements Attribute {
    @Override
    public boolean holdsIn(Scene scene) {
      return scene.objects().stream()
          .filter(a -> a.kind() == kind)
          .anyMatch(
              a ->
                  scene.objects().stream()
                      .anyMatch(b -> b.kind() == other && relation.holds(a, b)));
    }

    @Override
    public String aspect() {
      return "relation";
    }
  }
}
