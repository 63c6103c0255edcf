package io.tweedie.eval.grid;

/**
 * One image under one method.
 *
 * @param task name of the task
 * @param method name of the method
 * @param image name of the image's file
 * @param outcome what became of it
 */
public record Cell(String task, String method, String image, Outcome outcome) {

  /**
   * The same with another LPIPS.
   *
   * @param lpips null for none
   */
  Cell withLpips(Double lpips) {
    return outcome instanceof Outcome.Measured m
        ? new Cell(
            task,
            method,
            image,
            new Outcome.Measured(
                m.psnr(),
                m.ssim(),
                lpips,
                m.seconds(),
                m.nfe(),
                m.uncertainty(),
                m.trace(),
                m.conditions()))
        : this;
  }
}
