/** The pages that show runs: one HTML file each, which needs nothing beside it. */
package io.tweedie.eval.report;
