package io.tweedie.core.sampling;

import io.tweedie.core.schedule.NoiseSchedule;

/**
 * The way of a run through the noise levels.
 *
 * @param levels the levels of the run
 * @param visits the level of each step, in order
 */
record Walk(NoiseSchedule levels, int[] visits) {

  static Walk of(NoiseSchedule schedule, Plan plan) {
    NoiseSchedule levels = schedule.respace(plan.steps());
    return new Walk(levels, plan.travel().visits(levels.size()));
  }

  int steps() {
    return visits.length;
  }

  /** The level from which the step goes that leaves {@code remaining - 1} to do. */
  int level(int remaining) {
    return visits[visits.length - remaining];
  }

  /** How many steps before that one came each from the level above the next. */
  int history(int remaining) {
    int steps = 0;
    while (remaining + steps < visits.length
        && level(remaining + steps + 1) == level(remaining + steps) + 1) {
      steps++;
    }
    return steps;
  }

  /**
   * What is left of the signal's power when images go from where a step has led to where the next
   * one starts: 1 unless the run travels back.
   *
   * @param remaining steps to do after that step; at least 1
   */
  double signalKept(int remaining) {
    int reached = level(remaining + 1) - 1;
    int next = level(remaining);
    return next == reached ? 1 : levels.alphaBar(next) / levels.alphaBar(reached);
  }
}
