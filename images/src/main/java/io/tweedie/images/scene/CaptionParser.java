package io.tweedie.images.scene;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Reads captions from left to right. Adjectives wait for their noun, which is a kind or the
 * background; what follows a noun is said of it; a relation is between the kinds around it.
 */
final class CaptionParser {

  private final Set<Attribute> stated = new LinkedHashSet<>();
  private final List<String> unknown = new ArrayList<>();
  private final List<Phrase> adjectives = new ArrayList<>();
  private boolean awaitingNoun;
  private Kind kind;
  private Kind related;
  private Relation relation;

  private record Phrase(List<String> words, List<Wording> meanings) {

    private <T> Optional<T> as(Class<T> type) {
      return meanings.stream().filter(type::isInstance).map(type::cast).findFirst();
    }
  }

  ParsedCaption parse(String text) {
    List<String> words = Lexicon.split(text);
    int length;
    for (int at = 0; at < words.size(); at += length) {
      length = Math.max(1, Lexicon.matching(words, at));
      List<String> phrase = words.subList(at, at + length);
      List<Wording> meanings = Lexicon.meanings(phrase);
      if (meanings != null) {
        read(new Phrase(phrase, meanings));
      } else {
        readWord(words.get(at));
      }
    }
    adjectives.forEach(this::describeKind);
    return new ParsedCaption(stated, unknown);
  }

  private void readWord(String word) {
    if (Lexicon.isArticle(word)) {
      awaitingNoun = true;
    } else if (word.equals(Lexicon.BACKGROUND)) {
      adjectives.forEach(this::describeBackground);
      nounRead();
    } else if (!Lexicon.isFiller(word)) {
      unknown.add(word);
    }
  }

  private void read(Phrase phrase) {
    Optional<Kind> noun = phrase.as(Kind.class);
    Optional<Relation> relates = phrase.as(Relation.class);
    if (noun.isPresent()) {
      readNoun(noun.get());
    } else if (relates.isPresent()) {
      readRelation(phrase, relates.get());
    } else if (kind != null
        && (!awaitingNoun || phrase.as(Place.class).isPresent())
        && follows(phrase)) {
      describeKind(phrase);
    } else {
      adjectives.add(phrase);
    }
  }

  /** Whether it is said after a noun. */
  private static boolean follows(Phrase phrase) {
    return phrase.as(Place.class).isPresent() || phrase.as(Tilt.class).isPresent();
  }

  private void readNoun(Kind noun) {
    kind = noun;
    stated.add(new Attribute.OfObject(noun, noun));
    adjectives.forEach(this::describeKind);
    if (relation != null) {
      stated.add(new Attribute.Related(related, relation, noun));
      relation = null;
    }
    nounRead();
  }

  private void nounRead() {
    adjectives.clear();
    awaitingNoun = false;
  }

  private void readRelation(Phrase phrase, Relation relates) {
    if (kind == null) {
      unknown.addAll(phrase.words());
    } else {
      related = kind;
      relation = relates;
    }
  }

  private void describeKind(Phrase phrase) {
    Optional<Trait> trait = phrase.as(Trait.class);
    if (kind == null || trait.isEmpty()) {
      unknown.addAll(phrase.words());
    } else {
      stated.add(new Attribute.OfObject(kind, trait.get()));
    }
  }

  private void describeBackground(Phrase phrase) {
    phrase
        .as(Backdrop.class)
        .ifPresentOrElse(
            backdrop -> stated.add(new Attribute.OfBackground(backdrop)),
            () -> unknown.addAll(phrase.words()));
  }
}
