/** Ways from noise to images that have no measurement to explain. */
package io.tweedie.restore.sampler;
