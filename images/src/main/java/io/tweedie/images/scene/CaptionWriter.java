package io.tweedie.images.scene;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;

/** Puts attributes into words, in one of the ways that {@link CaptionParser} understands. */
final class CaptionWriter {

  private static final double USUAL_WORD = 0.6;
  private static final double OPENER = 0.12;
  private static final double BACKGROUND_FIRST = 0.15;

  private final RandomGenerator random;

  CaptionWriter(RandomGenerator random) {
    this.random = random;
  }

  /**
   * Words for attributes. Every kind is stated itself; a relation is from the first kind to the
   * second, or from one to an earlier one.
   */
  String write(Set<Attribute> stated) {
    String objects = objects(stated);
    List<Backdrop> backdrops =
        stated.stream()
            .filter(Attribute.OfBackground.class::isInstance)
            .map(attribute -> ((Attribute.OfBackground) attribute).backdrop())
            .toList();
    String background = background(backdrops);
    boolean backgroundFirst = random.nextDouble() < BACKGROUND_FIRST;
    boolean opened = random.nextDouble() < OPENER;
    String opener = Lexicon.OPENERS.get(random.nextInt(Lexicon.OPENERS.size()));
    if (backdrops.isEmpty()) {
      return opened ? withArticle(opener) + " " + objects : objects;
    }
    if (backgroundFirst) {
      return background + " with " + objects;
    }
    return (opened ? withArticle(opener) + " " : "") + objects + " on " + background;
  }

  private String objects(Set<Attribute> stated) {
    Map<Kind, List<Trait>> traits = new LinkedHashMap<>();
    List<Attribute.Related> relations = new ArrayList<>();
    for (Attribute attribute : stated) {
      if (attribute instanceof Attribute.OfObject said) {
        traits.computeIfAbsent(said.kind(), key -> new ArrayList<>()).add(said.trait());
      } else if (attribute instanceof Attribute.Related said) {
        relations.add(said);
      }
    }
    List<Kind> kinds = List.copyOf(traits.keySet());
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < kinds.size(); i++) {
      Kind kind = kinds.get(i);
      if (i > 0) {
        text.append(link(kinds, i, relations));
      }
      text.append(object(kind, traits.get(kind)));
      List<Kind> earlier = kinds.subList(0, i);
      relations.stream()
          .filter(r -> r.kind() == kind && earlier.contains(r.other()))
          .forEach(
              r ->
                  text.append(' ')
                      .append(word(r.relation()))
                      .append(" the ")
                      .append(word(r.other())));
    }
    return text.toString();
  }

  /** What stands between a kind and the one before. */
  private String link(List<Kind> kinds, int i, Collection<Attribute.Related> relations) {
    Optional<Attribute.Related> direct =
        relations.stream()
            .filter(r -> r.kind() == kinds.get(i - 1) && r.other() == kinds.get(i))
            .findFirst();
    if (direct.isPresent()) {
      return " " + word(direct.get().relation()) + " ";
    }
    return i == kinds.size() - 1 ? " and " : ", ";
  }

  private String object(Kind kind, List<Trait> traits) {
    StringBuilder before = new StringBuilder();
    StringBuilder after = new StringBuilder();
    traits.stream()
        .filter(trait -> !(trait instanceof Kind))
        .sorted((a, b) -> Integer.compare(order(a), order(b)))
        .forEach(
            trait -> {
              boolean follows = order(trait) > order(kind);
              (follows ? after.append(' ') : before).append(word(trait));
              if (!follows) {
                before.append(' ');
              }
            });
    return withArticle(before + word(kind)) + after;
  }

  private static int order(Trait trait) {
    if (trait instanceof Size) {
      return 0;
    }
    if (trait == Tilt.UPRIGHT) {
      return 1;
    }
    if (trait instanceof Texture) {
      return 2;
    }
    if (trait instanceof Colour) {
      return 3;
    }
    if (trait instanceof Kind) {
      return 4;
    }
    return trait instanceof Tilt ? 5 : 6;
  }

  private String background(List<Backdrop> backdrops) {
    StringBuilder text = new StringBuilder();
    backdrops.stream()
        .filter(Pattern.class::isInstance)
        .forEach(b -> text.append(word(b)).append(' '));
    backdrops.stream()
        .filter(Colour.class::isInstance)
        .forEach(b -> text.append(word(b)).append(' '));
    return withArticle(text + Lexicon.BACKGROUND);
  }

  private String word(Wording meaning) {
    List<String> words = meaning.words();
    int other = random.nextInt(words.size());
    return words.get(random.nextDouble() < USUAL_WORD ? 0 : other);
  }

  private static String withArticle(String phrase) {
    boolean vowel = "aeiou8".indexOf(phrase.charAt(0)) >= 0 && !phrase.startsWith("one");
    return (vowel ? "an " : "a ") + phrase;
  }
}
