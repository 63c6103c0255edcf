package io.tweedie.cli.models;

import io.tweedie.cli.terminal.CommonOptions;
import io.tweedie.models.clip.tokenizer.ClipTokenizer;
import io.tweedie.models.clip.tokenizer.TokenizedText;
import io.tweedie.restore.Pipelines;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code tweedie models tokenize}. */
@Command(
    name = "tokenize",
    description = {
      "Shows how a model sees a prompt: the numbers of its tokens, and what does not fit.",
      "",
      "With --json the numbers are those that the text encoder gets, padding included, and 'length'"
          + " is how many come before it."
    },
    footer = {
      "",
      "  tweedie models tokenize \"a large red seven\" --model stable-diffusion-v1-5",
      "  tweedie models tokenize \"a cat\" \"a dog\" --model bpe_simple_vocab_16e6.txt.gz --json"
    })
final class ModelsTokenizeCommand implements Callable<Integer> {

  @Mixin private CommonOptions common;

  @Parameters(arity = "1..*", paramLabel = "TEXT", description = "One or more prompts.")
  private List<String> texts;

  @Option(
      names = "--model",
      paramLabel = "MODEL",
      required = true,
      description =
          "A text-to-image model that ships, a diffusers folder, a folder with tokenizer.json or with vocab.json and merges.txt, or a"
              + " vocabulary of OpenAI's CLIP (.txt.gz).")
  private String model;

  @Override
  public Integer call() throws Exception {
    ClipTokenizer tokenizer = common.understood(() -> ClipTokenizer.load(Pipelines.path(model)));
    List<Object> json = new ArrayList<>();
    List<String> lines = new ArrayList<>();
    for (String text : texts) {
      TokenizedText tokens = tokenizer.encode(text);
      Map<String, Object> prompt = new LinkedHashMap<>();
      prompt.put("text", text);
      prompt.put("ids", tokens.ids());
      prompt.put("length", tokens.length());
      prompt.put("cut", tokens.cut());
      json.add(prompt);
      lines.add(text);
      lines.add(
          "  %d of %d tokens: %s"
              .formatted(
                  tokens.length(),
                  tokenizer.contextLength(),
                  tokens.ids().subList(0, tokens.length())));
      if (tokens.isCut()) {
        lines.add("  does not fit: " + tokens.cut());
      }
    }
    common.result(Map.of("prompts", json), lines);
    return ExitCode.OK;
  }
}
