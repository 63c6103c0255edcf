/**
 * The tokenizer of CLIP: byte-level byte-pair encoding of cleaned text, from the files that
 * diffusers, transformers and OpenAI's code keep it in.
 */
package io.tweedie.models.clip.tokenizer;
