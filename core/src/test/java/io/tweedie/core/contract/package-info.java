/**
 * What operators and solvers promise, as tests to extend: for those of this project and, as a test
 * library, for everybody's. Nothing here knows more of the project than a user's own code does.
 */
package io.tweedie.core.contract;
