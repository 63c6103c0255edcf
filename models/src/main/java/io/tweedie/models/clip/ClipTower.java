package io.tweedie.models.clip;

import io.tweedie.models.architecture.Settings;
import java.util.Arrays;

/**
 * The transformer of a tower.
 *
 * @param width channels of a token
 * @param innerWidth of the map between the activations of a layer
 * @param layers how many
 * @param heads of attention; divides the width
 * @param activation of a layer
 * @param epsilon of the normalisations
 */
public record ClipTower(
    int width, int innerWidth, int layers, int heads, ClipActivation activation, double epsilon) {

  /** What programs write into every configuration, and what matters in their training alone. */
  private static final String[] OF_NO_MATTER = {
    "add_cross_attention",
    "architectures",
    "attention_dropout",
    "bad_words_ids",
    "begin_suppress_tokens",
    "bos_token_id",
    "chunk_size_feed_forward",
    "cross_attention_hidden_size",
    "decoder_start_token_id",
    "diversity_penalty",
    "do_sample",
    "dropout",
    "dtype",
    "early_stopping",
    "encoder_no_repeat_ngram_size",
    "exponential_decay_length_penalty",
    "finetuning_task",
    "forced_bos_token_id",
    "forced_eos_token_id",
    "gradient_checkpointing",
    "id2label",
    "initializer_factor",
    "initializer_range",
    "is_decoder",
    "is_encoder_decoder",
    "label2id",
    "length_penalty",
    "max_length",
    "min_length",
    "no_repeat_ngram_size",
    "num_beam_groups",
    "num_beams",
    "num_return_sequences",
    "output_attentions",
    "output_hidden_states",
    "output_scores",
    "pad_token_id",
    "prefix",
    "problem_type",
    "pruned_heads",
    "remove_invalid_values",
    "repetition_penalty",
    "return_dict",
    "return_dict_in_generate",
    "sep_token_id",
    "suppress_tokens",
    "task_specific_params",
    "temperature",
    "tf_legacy_loss",
    "tie_encoder_decoder",
    "tie_word_embeddings",
    "tokenizer_class",
    "top_k",
    "top_p",
    "torch_dtype",
    "torchscript",
    "transformers_version",
    "typical_p",
    "use_bfloat16",
  };

  /** Refuses what no network can be built from. */
  public ClipTower {
    if (width < 1 || innerWidth < 1 || layers < 1 || heads < 1 || !(epsilon > 0)) {
      throw new IllegalArgumentException(
          "widths, layers, heads and epsilon must be positive, got %d, %d, %d, %d and %s"
              .formatted(width, innerWidth, layers, heads, epsilon));
    }
    if (width % heads != 0) {
      throw new IllegalArgumentException(
          "the width must be a multiple of the heads, got %d and %d".formatted(width, heads));
    }
  }

  static void ignoreWhatDoesNotMatter(Settings settings) {
    settings.ignore(OF_NO_MATTER);
  }

  /**
   * Reads what both towers have in common.
   *
   * @param widths default of width and inner width
   * @param heads default number of heads
   */
  static ClipTower read(Settings settings, int[] widths, int heads) {
    ignoreWhatDoesNotMatter(settings);
    int width = settings.count("hidden_size", widths[0]);
    int chosenHeads = settings.count("num_attention_heads", heads);
    if (width % chosenHeads != 0) {
      throw settings.refused(
          "num_attention_heads",
          chosenHeads,
          "a divisor of hidden_size, %d, is expected".formatted(width));
    }
    String activation = settings.word("hidden_act", ClipActivation.QUICK_GELU.word());
    return new ClipTower(
        width,
        settings.count("intermediate_size", widths[1]),
        settings.count("num_hidden_layers", 12),
        chosenHeads,
        ClipActivation.named(activation)
            .orElseThrow(
                () ->
                    settings.refused(
                        "hidden_act",
                        activation,
                        "supported: "
                            + String.join(
                                ", ",
                                Arrays.stream(ClipActivation.values())
                                    .map(ClipActivation::word)
                                    .toList()))),
        settings.positive("layer_norm_eps", 1e-5));
  }
}
