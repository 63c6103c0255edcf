package io.tweedie.eval.grid;

import io.tweedie.core.denoiser.Denoiser;
import io.tweedie.core.schedule.NoiseSchedule;

/**
 * What samplers ask.
 *
 * @param denoiser the prior over images
 * @param schedule its training noise schedule
 */
public record Prior(Denoiser denoiser, NoiseSchedule schedule) {}
