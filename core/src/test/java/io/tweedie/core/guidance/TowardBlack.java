package io.tweedie.core.guidance;

import static io.tweedie.core.tensor.Scalars.scalar;

import io.tweedie.core.denoiser.Denoiser;
import io.tweedie.core.denoiser.Parameterization;
import io.tweedie.core.denoiser.Prediction;
import java.util.Set;

/** A method of guidance as a user writes it, {@code black:0.5}: moves x0 by so much toward -1. */
public final class TowardBlack implements GuidanceProvider {

  @Override
  public String name() {
    return "black";
  }

  @Override
  public String summary() {
    return "darkens; 0 is none";
  }

  @Override
  public GuidanceMethod parse(String settings) {
    return new Method(scale(settings));
  }

  private record Method(double scale) implements GuidanceMethod {

    @Override
    public String name() {
      return GuidanceProvider.name("black", scale);
    }

    @Override
    public Set<Need> needs() {
      return Set.of();
    }

    @Override
    public Denoiser guide(Setup setup) {
      Denoiser plain = unguided(setup);
      return (xt, level) -> {
        Prediction p = plain.predict(xt, level);
        return new Prediction(
            Parameterization.X0, p.kind().x0(xt, p.output(), level.alphaBar()).sub(scalar(scale)));
      };
    }
  }
}
