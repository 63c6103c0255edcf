/** Residual networks that classify small images, as the robustness package has them for CIFAR. */
package io.tweedie.models.resnet;
