/** Ways in which classifiers guide a model, compared by what comes of them. */
package io.tweedie.eval.comparison;
