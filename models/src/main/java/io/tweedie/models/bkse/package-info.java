/** Blurs encoded in a kernel space (Tran et al., CVPR 2021). */
package io.tweedie.models.bkse;
