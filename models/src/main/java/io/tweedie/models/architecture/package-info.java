/** How the architectures of networks are named, and how each reads its own configuration. */
package io.tweedie.models.architecture;
