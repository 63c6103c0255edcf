package io.tweedie.models.clip.tokenizer;

import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.IntConsumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Tokens that are found in a text as they are written, before it is divided into words. Where
 * several fit, the longest does.
 */
final class AddedTokens {

  private final Map<String, Integer> ids = new HashMap<>();
  private final Pattern any;

  /**
   * Tokens by what is written.
   *
   * @param tokens numbers by text, none empty
   */
  AddedTokens(Map<String, Integer> tokens) {
    ids.putAll(tokens);
    List<String> longestFirst =
        tokens.keySet().stream()
            .sorted(Comparator.comparingInt(String::length).reversed())
            .toList();
    any =
        Pattern.compile(longestFirst.stream().map(Pattern::quote).collect(Collectors.joining("|")));
  }

  /**
   * Goes through a text.
   *
   * @param between is told each piece without such a token
   * @param token is told the number of each token
   */
  void split(String text, Consumer<String> between, IntConsumer token) {
    int end = 0;
    if (!ids.isEmpty()) {
      Matcher matcher = any.matcher(text);
      while (matcher.find()) {
        between.accept(text.substring(end, matcher.start()));
        token.accept(ids.get(matcher.group()));
        end = matcher.end();
      }
    }
    between.accept(text.substring(end));
  }
}
