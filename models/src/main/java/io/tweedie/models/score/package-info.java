/** Networks that say in which direction density grows. */
package io.tweedie.models.score;
