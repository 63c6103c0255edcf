/**
 * What shows runs: pages for readers, one HTML file each, which needs nothing beside it, and tables
 * for programs.
 */
package io.tweedie.eval.report;
