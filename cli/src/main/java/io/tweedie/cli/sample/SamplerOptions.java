package io.tweedie.cli.sample;

import io.tweedie.restore.sampler.SamplerKind;
import picocli.CommandLine.Option;

/** How images are drawn. */
final class SamplerOptions {

  @Option(
      names = "--sampler",
      paramLabel = "NAME",
      defaultValue = "ddim",
      description =
          "ddim (few steps; default), ddpm (fresh noise in each step), dpm++ (fewer steps: goes on"
              + " from the one before), heun (asks the model twice a step) or langevin (walks on"
              + " the score, many steps).")
  private SamplerKind kind;

  @Option(
      names = "--steps",
      paramLabel = "S",
      description =
          "As of restore (default: uniform:30 for ddim, 250 for ddpm, uniform:20 for dpm++,"
              + " uniform:15 for heun); for langevin the number of noise levels, with three steps"
              + " at each (default: 150).")
  private String steps;

  @Option(
      names = "--eta",
      paramLabel = "E",
      description = "Fresh noise of ddim, from 0 (none; default) to 1 (as much as ddpm).")
  private Double eta;

  SamplerKind kind() {
    return kind;
  }

  String steps() {
    return steps;
  }

  Double eta() {
    return eta;
  }
}
