/** The network of Ho et al. 2020, under the parameter names of the authors' code in PyTorch. */
package io.tweedie.models.ddpm;
