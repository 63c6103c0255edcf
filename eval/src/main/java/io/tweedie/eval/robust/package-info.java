/** How well classifiers withstand attacks, and what their energies are. */
package io.tweedie.eval.robust;
