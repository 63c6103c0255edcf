/**
 * The network of Dhariwal and Nichol 2021 (guided-diffusion) and its classifier, under its
 * parameter names.
 */
package io.tweedie.models.adm;
