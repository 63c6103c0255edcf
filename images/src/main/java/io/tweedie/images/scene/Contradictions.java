package io.tweedie.images.scene;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * What can be said wrongly of a scene by changing one attribute of what is said rightly.
 *
 * @param scene the truth
 * @param stated what is true of it
 */
record Contradictions(Scene scene, Set<Attribute> stated) {

  /** Every change, each with all else as it was. */
  List<Set<Attribute>> all() {
    List<Set<Attribute>> changes = new ArrayList<>();
    for (Attribute attribute : stated) {
      if (attribute instanceof Attribute.OfObject said && said.trait() == said.kind()) {
        kindsInsteadOf(said.kind()).forEach(kind -> changes.add(renamed(said.kind(), kind)));
      } else {
        others(attribute)
            .filter(other -> !other.holdsIn(scene))
            .forEach(other -> changes.add(replaced(attribute, other)));
      }
    }
    return changes;
  }

  private Stream<Attribute> others(Attribute attribute) {
    if (attribute instanceof Attribute.OfObject said) {
      return Arrays.stream(alternatives(said.trait()))
          .filter(trait -> canBe(said.kind(), trait))
          .map(trait -> new Attribute.OfObject(said.kind(), trait));
    }
    if (attribute instanceof Attribute.OfBackground said) {
      return Arrays.stream(said.backdrop() instanceof Colour ? Colour.values() : Pattern.values())
          .map(backdrop -> new Attribute.OfBackground((Backdrop) backdrop));
    }
    Attribute.Related said = (Attribute.Related) attribute;
    return Arrays.stream(Relation.values())
        .map(relation -> new Attribute.Related(said.kind(), relation, said.other()));
  }

  private static Trait[] alternatives(Trait trait) {
    return ((Enum<?>) trait).getDeclaringClass().getEnumConstants() instanceof Trait[] traits
        ? traits
        : new Trait[0];
  }

  /** Kinds that are not in the scene, of which the rest can be said as well. */
  private Stream<Kind> kindsInsteadOf(Kind kind) {
    return Arrays.stream(Kind.values())
        .filter(other -> scene.find(other).isEmpty())
        .filter(
            other ->
                stated.stream()
                    .noneMatch(
                        attribute ->
                            attribute instanceof Attribute.OfObject said
                                && said.kind() == kind
                                && said.trait() != kind
                                && !canBe(other, said.trait())));
  }

  private boolean canBe(Kind kind, Trait trait) {
    if (trait instanceof Tilt) {
      return kind.tilts();
    }
    if (trait instanceof Texture texture) {
      return kind.textures(Size.LARGE).contains(texture);
    }
    return !(trait instanceof Colour colour) || colour.contrastsWith(scene.background().colour());
  }

  private Set<Attribute> replaced(Attribute old, Attribute now) {
    Set<Attribute> changed = new LinkedHashSet<>();
    stated.forEach(attribute -> changed.add(attribute.equals(old) ? now : attribute));
    return changed;
  }

  private Set<Attribute> renamed(Kind old, Kind now) {
    Set<Attribute> changed = new LinkedHashSet<>();
    for (Attribute attribute : stated) {
      if (attribute instanceof Attribute.OfObject said && said.kind() == old) {
        Trait trait = said.trait() == old ? now : said.trait();
        changed.add(new Attribute.OfObject(now, trait));
      } else if (attribute instanceof Attribute.Related said) {
        changed.add(
            new Attribute.Related(
                said.kind() == old ? now : said.kind(),
                said.relation(),
                said.other() == old ? now : said.other()));
      } else {
        changed.add(attribute);
      }
    }
    return changed;
  }
}
