/** Mean and spread of several samples of one posterior. */
package io.tweedie.restore.uncertainty;
