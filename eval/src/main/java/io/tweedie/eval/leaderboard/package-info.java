/** Several evaluations on one page. */
package io.tweedie.eval.leaderboard;
