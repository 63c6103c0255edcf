package io.tweedie.eval.robust;

/**
 * What a classifier makes of images at one place of a {@link DiffusionPath}.
 *
 * @param timestep of the training schedule
 * @param alphaBar there
 * @param accuracy share of the images that it tells right, in [0, 1]
 * @param energy mean of E(x) = -ln sum exp f(x)
 * @param jointEnergy mean of E(x, y) = -f(x)[y], of the classes that the images have
 */
public record PathPoint(
    double timestep, double alphaBar, double accuracy, double energy, double jointEnergy) {}
