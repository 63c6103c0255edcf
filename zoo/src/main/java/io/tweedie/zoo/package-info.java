/**
 * The small trained models that ship, as files of the class path, and their way into the user's
 * cache. It knows names and hashes, and nothing of what the files hold.
 */
package io.tweedie.zoo;
