/** Experiments on text to image: prompts, scales, and what of the prompts pictures show. */
package io.tweedie.eval.text;
