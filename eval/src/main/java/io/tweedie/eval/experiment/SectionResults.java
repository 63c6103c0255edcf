package io.tweedie.eval.experiment;

import io.tweedie.eval.grid.EvaluationResults;
import java.util.List;

/**
 * What came of a section under one noise.
 *
 * @param name of both
 * @param text a paragraph about it; may be empty
 * @param results of all tasks
 * @param searches for the best settings
 */
record SectionResults(
    String name, String text, EvaluationResults results, List<SearchCurve> searches) {}
