/** Where results come from: the record of a run, the machine and the versions. */
package io.tweedie.restore.record;
