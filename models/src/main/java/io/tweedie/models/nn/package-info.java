/**
 * Layers and blocks that networks are made of, their parameters, and how these are declared, loaded
 * and freed.
 */
package io.tweedie.models.nn;
