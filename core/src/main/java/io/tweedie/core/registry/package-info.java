/** Names for what users choose among, open to jars on the class path. */
package io.tweedie.core.registry;
